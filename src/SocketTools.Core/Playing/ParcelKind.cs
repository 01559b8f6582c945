namespace SocketTools.Playing;

/// <summary>What a parcel is.</summary>
internal enum ParcelKind
{
    /// <summary>Bytes of the stream.</summary>
    Data,

    /// <summary>A byte out of band.</summary>
    Urgent,

    /// <summary>The end of the stream.</summary>
    End,

    /// <summary>A reset.</summary>
    Reset,
}
