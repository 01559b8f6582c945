namespace SocketTools.Framing;

/// <summary>Notices an empty line in bytes that pass by, and keeps none of them.</summary>
internal sealed class BlankLineFinder
{
    private bool _lineIsEmpty = true;

    /// <summary>Looks at the next bytes.</summary>
    /// <returns>True once a line held nothing, a CR aside.</returns>
    internal bool Find(byte[] data, int count)
    {
        for (int i = 0; i < count; i++)
        {
            if (data[i] == '\n')
            {
                if (_lineIsEmpty)
                {
                    return true;
                }

                _lineIsEmpty = true;
            }
            else if (data[i] != '\r')
            {
                _lineIsEmpty = false;
            }
        }

        return false;
    }
}
