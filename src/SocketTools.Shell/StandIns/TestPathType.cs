namespace SocketTools.Shell.StandIns;

/// <summary>What <c>Test-Path</c> looks for.</summary>
internal enum TestPathType
{
    Any,
    Container,
    Leaf,
}
