function Measure-Growth {}
