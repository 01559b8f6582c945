namespace SocketTools.Tracing;

/// <summary>Told what happens on a connection, on the thread that makes it happen.</summary>
public interface IWireObserver
{
    /// <summary>Something happened.</summary>
    /// <param name="wireEvent">What; its bytes are valid only during this call.</param>
    void OnWireEvent(WireEvent wireEvent);
}
