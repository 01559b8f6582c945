using System;
using System.Collections.Generic;

namespace SocketTools.Tracing;

/// <summary>Where a masker puts what it has judged. Copies nothing as long as nothing is masked or held back. Secrets are learnt here, each
/// once its end has come.</summary>
internal sealed class MaskedOutput
{
    private static readonly byte[] s_stars = { (byte)'*', (byte)'*', (byte)'*', (byte)'*', (byte)'*', (byte)'*', (byte)'*', (byte)'*' };

    private readonly KnownSecrets? _learner;
    private readonly List<byte> _held = new();
    private readonly List<byte> _secret = new();
    private ArraySegment<byte> _input;
    private int _same;
    private byte[]? _made;
    private int _madeLength;
    private List<MaskedStretch>? _masked;
    private bool _inMask;

    /// <summary>An output of nothing yet.</summary>
    /// <param name="learner">Learns each secret; null: nobody does.</param>
    internal MaskedOutput(KnownSecrets? learner) => _learner = learner;

    /// <summary>What is held back, because it may turn out to be a secret.</summary>
    internal IReadOnlyList<byte> Held => _held;

    /// <summary>More bytes are about to be judged.</summary>
    internal void Begin(ArraySegment<byte> input)
    {
        _input = input;
        _same = input.Offset;
        _made = null;
        _masked = null;
    }

    /// <summary>What was judged since.</summary>
    internal MaskedBytes End()
    {
        if (_made is null)
        {
            return new MaskedBytes(new ArraySegment<byte>(_input.Array!, _input.Offset, _same - _input.Offset), null);
        }

        return new MaskedBytes(new ArraySegment<byte>(_made, 0, _madeLength), _masked);
    }

    /// <summary>These bytes of the input are no secret.</summary>
    internal void Plain(int from, int to)
    {
        if (to == from)
        {
            return;
        }

        EndMask();
        if (_made is null)
        {
            _same = to;
        }
        else
        {
            Write(_input.Array!, from, to - from);
        }
    }

    /// <summary>Bytes of a secret come here; a secret that goes on is one stretch.</summary>
    /// <param name="data">Where they are; null: they are not worth learning.</param>
    /// <param name="from">The first of them.</param>
    /// <param name="to">The first behind them.</param>
    internal void Secret(byte[]? data = null, int from = 0, int to = 0)
    {
        Diverge();
        if (_learner is not null && data is not null)
        {
            int most = Math.Min(to, from + KnownSecrets.LongestSecret - _secret.Count);
            for (int i = from; i < most; i++)
            {
                _secret.Add(data[i]);
            }
        }

        if (!_inMask)
        {
            (_masked ??= new List<MaskedStretch>()).Add(new MaskedStretch(_madeLength, s_stars.Length));
            Write(s_stars, 0, s_stars.Length);
            _inMask = true;
        }
    }

    /// <summary>This byte may turn out to be a secret.</summary>
    internal void Hold(byte value)
    {
        Diverge();
        _held.Add(value);
    }

    /// <summary>What is held back is a secret, or is none.</summary>
    internal void Release(bool asSecret)
    {
        if (_held.Count == 0)
        {
            return;
        }

        byte[] held = _held.ToArray();
        _held.Clear();
        if (asSecret)
        {
            Secret(held, 0, held.Length);
        }
        else
        {
            Diverge();
            EndMask();
            Write(held, 0, held.Length);
        }
    }

    /// <summary>Somebody else speaks: what has come of a secret may be all of it.</summary>
    internal void LearnSoFar()
    {
        if (_secret.Count > 0)
        {
            _learner!.Learn(_secret.ToArray());
        }
    }

    private void EndMask()
    {
        _inMask = false;
        LearnSoFar();
        _secret.Clear();
    }

    private void Diverge()
    {
        if (_made is null)
        {
            _made = new byte[_input.Count + 64];
            _madeLength = 0;
            Write(_input.Array!, _input.Offset, _same - _input.Offset);
        }
    }

    private void Write(byte[] data, int offset, int count)
    {
        if (_made!.Length - _madeLength < count)
        {
            Array.Resize(ref _made, Math.Max(2 * _made.Length, _madeLength + count));
        }

        Buffer.BlockCopy(data, offset, _made, _madeLength, count);
        _madeLength += count;
    }
}
