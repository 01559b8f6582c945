namespace SocketTools.Binding;

/// <summary>The value of a parameter that has one position in one parameter set and another in another: where values stand at both, the engine binds
/// the one and then the other, and says nothing of the first.</summary>
/// <typeparam name="T">What the value is.</typeparam>
internal sealed class OnePosition<T>
{
    private T? _value;
    private bool _isGiven;
    private bool _hasBegun;

    /// <summary>The value; null or the default: none was given.</summary>
    internal T? Value
    {
        get => _value;
        set
        {
            IsGivenTwice |= _isGiven && !_hasBegun;
            _isGiven = true;
            _value = value;
        }
    }

    /// <summary>Whether there were two before the call began; behind that each input has its own.</summary>
    internal bool IsGivenTwice { get; private set; }

    /// <summary>The call begins.</summary>
    internal void Begin() => _hasBegun = true;
}
