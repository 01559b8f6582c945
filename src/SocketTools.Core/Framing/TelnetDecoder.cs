using System;
using System.Collections.Generic;

namespace SocketTools.Framing;

/// <summary>Takes the commands of the Telnet protocol (RFC 854) out of a stream of bytes, and refuses every option: what is left is the data
/// of a network virtual terminal.</summary>
/// <remarks>WILL is answered by DONT and DO by WONT; WONT and DONT only confirm what is so already (RFC 854, "General considerations": answers
/// that would acknowledge a state go on for ever). Subnegotiations and other commands are dropped. A NUL behind a CR belongs to the CR. Servers
/// say WILL ECHO at the beginning, and are refused; those that say it again behind data, before they ask for a password, want the typist's
/// own echo off until their WONT ECHO.</remarks>
public sealed class TelnetDecoder
{
    /// <summary>Interpret as command: what begins a command, and stands twice for itself.</summary>
    public const byte Iac = 255;

    private const byte Dont = 254;
    private const byte Do = 253;
    private const byte Wont = 252;
    private const byte Will = 251;
    private const byte Echo = 1;
    private const byte SubnegotiationBegin = 250;
    private const byte SubnegotiationEnd = 240;

    // A peer that asks on and on and takes no answer gets none.
    private const int MostAnswers = 1024;

    private readonly Queue<byte> _answers = new();
    private State _state;
    private bool _hadData;
    private volatile bool _hidesInput;

    private enum State
    {
        Data,
        BehindCr,
        Command,
        Will,
        Do,
        Wont,
        Dont,
        Subnegotiation,
        SubnegotiationCommand,
    }

    /// <summary>Whether answers wait to be sent.</summary>
    public bool HasAnswers => _answers.Count > 0;

    /// <summary>Whether the peer has said WILL ECHO behind data, and not yet WONT ECHO (RFC 857).</summary>
    public bool HidesInput => _hidesInput;

    /// <summary>Takes the commands out, in place.</summary>
    /// <param name="bytes">What came; the data in it moves to its beginning.</param>
    /// <returns>How many bytes of data there are; may be none.</returns>
    public int Decode(ArraySegment<byte> bytes)
    {
        byte[] array = bytes.Array!;
        int kept = bytes.Offset;
        for (int i = bytes.Offset; i < bytes.Offset + bytes.Count; i++)
        {
            if (IsData(array[i]))
            {
                array[kept++] = array[i];
                _hadData = true;
            }
        }

        return kept - bytes.Offset;
    }

    /// <summary>Takes the answers that wait.</summary>
    public byte[] TakeAnswers()
    {
        byte[] answers = _answers.ToArray();
        _answers.Clear();
        return answers;
    }

    private bool IsData(byte value)
    {
        State before = _state;
        _state = Next(value);
        return before switch
        {
            State.Data => value != Iac,
            State.BehindCr => value is not (Iac or 0),
            State.Command => value == Iac,
            _ => false,
        };
    }

    private State Next(byte value)
    {
        switch (_state)
        {
            case State.Data or State.BehindCr:
                return value == Iac ? State.Command : value == (byte)'\r' ? State.BehindCr : State.Data;
            case State.Command:
                return value switch
                {
                    Will => State.Will,
                    Do => State.Do,
                    Wont => State.Wont,
                    Dont => State.Dont,
                    SubnegotiationBegin => State.Subnegotiation,
                    _ => State.Data,
                };
            case State.Will or State.Do:
                _hidesInput |= _state == State.Will && value == Echo && _hadData;
                Answer(_state == State.Will ? Dont : Wont, value);
                return State.Data;
            case State.Wont:
                _hidesInput &= value != Echo;
                return State.Data;
            case State.Subnegotiation:
                return value == Iac ? State.SubnegotiationCommand : State.Subnegotiation;
            case State.SubnegotiationCommand:
                return value == SubnegotiationEnd ? State.Data : State.Subnegotiation;
            default:
                return State.Data;
        }
    }

    private void Answer(byte verb, byte option)
    {
        if (_answers.Count < MostAnswers)
        {
            _answers.Enqueue(Iac);
            _answers.Enqueue(verb);
            _answers.Enqueue(option);
        }
    }
}
