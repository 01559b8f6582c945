using System;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using System.Text;
using SocketTools.Faults;
using SocketTools.Framing;
using SocketTools.Limits;
using SocketTools.Tracing;

namespace SocketTools.Transport;

/// <summary>Asks a proxy to connect to a target. Reads not a byte more than the proxy's answer.</summary>
internal sealed class ProxyDialogue
{
    private const int MaxAnswerBytes = 16 * 1024;
    private const byte NoMethod = 0xFF;

    private readonly ByteTransport _transport;
    private readonly ProxySettings _proxy;
    private readonly CallClock _clock;
    private readonly KnownSecrets _secrets;
    private bool _isAnswered;

    /// <summary>Prepares to ask.</summary>
    /// <param name="transport">Connected to the proxy; stays the caller's.</param>
    /// <param name="proxy">Which proxy.</param>
    /// <param name="clock">Ends the wait.</param>
    /// <param name="secrets">Learns what the proxy is told in secret.</param>
    internal ProxyDialogue(ByteTransport transport, ProxySettings proxy, CallClock clock, KnownSecrets secrets)
    {
        _secrets = secrets;
        _transport = transport;
        _proxy = proxy;
        _clock = clock;
    }

    /// <summary>Asks.</summary>
    /// <param name="target">The target as the user named it.</param>
    /// <param name="address">Its address, where it was resolved here; null: the proxy resolves the name.</param>
    /// <exception cref="SocketToolsException"><see cref="Fault.ProxyRefused"/> with its words; <see cref="Fault.ProtocolViolation"/>; a timeout.</exception>
    internal void Connect(HostEndPoint target, IPAddress? address)
    {
        try
        {
            switch (_proxy.Kind)
            {
                case ProxyKind.Http:
                case ProxyKind.Https:
                    ConnectHttp(target);
                    break;
                case ProxyKind.Socks4a:
                    ConnectSocks4a(target);
                    break;
                default:
                    ConnectSocks5(target, address);
                    break;
            }
        }
        catch (SocketException broken)
        {
            throw Refused($"it broke the connection ({FaultFactory.Words(broken.SocketErrorCode)})", broken);
        }
        catch (SocketToolsException fault) when (_secrets.Hide(fault) is SocketToolsException shown)
        {
            throw _proxy.IsAssumed ? TransportFaults.ProxyAssumed(shown, _proxy.EndPoint.ToString()) : shown;
        }
        catch (SocketToolsException fault) when (_proxy.IsAssumed && fault.Fault is Fault.ProtocolViolation or Fault.ProxyRefused or Fault.ConnectTimeout)
        {
            throw TransportFaults.ProxyAssumed(fault, _proxy.EndPoint.ToString());
        }
    }

    private void ConnectHttp(HostEndPoint target)
    {
        string authority = HostEndPoint.Format(AddressResolver.ToAscii(target.HostName), target.Port);
        var request = new StringBuilder().Append("CONNECT ").Append(authority).Append(" HTTP/1.1\r\nHost: ").Append(authority).Append("\r\n");
        if (_proxy.Credential is NetworkCredential who)
        {
            string token = Convert.ToBase64String(StrictText.Encode(Encoding.UTF8, who.UserName + ":" + who.Password, isSecret: true));
            _secrets.Learn(Encoding.ASCII.GetBytes(token));
            request.Append("Proxy-Authorization: Basic ").Append(token).Append("\r\n");
        }

        Send(Encoding.ASCII.GetBytes(request.Append("\r\n").ToString()));

        // Interim responses may come before the answer (RFC 9110, 15.2), as many as fit its budget; 101 would be one.
        int budget = MaxAnswerBytes;
        string[] parts;
        do
        {
            parts = ReadHttpAnswer(ref budget);
        }
        while (parts[1][0] == '1' && parts[1] != "101");

        if (parts[1][0] != '2')
        {
            throw Refused("it said '" + FaultFactory.Visible(string.Join(" ", parts.Skip(1))) + "'" + (parts[1] == "407" && _proxy.Credential is not null ? "; it does not take this name and password" : ""), null, parts[1] == "407" ? Advice.NameYourselfToProxy : Advice.None);
        }
    }

    // One byte at a time: what follows the answer belongs to the target.
    private string[] ReadHttpAnswer(ref int budget)
    {
        var scanner = new HeadScanner(MaxAnswerBytes + 1);
        var answer = new byte[MaxAnswerBytes];
        string[]? parts = null;
        int count = 0;
        do
        {
            if (count == budget)
            {
                throw TransportFaults.ProxyAnswerTooLong(_proxy.EndPoint.ToString(), MaxAnswerBytes);
            }

            answer[count++] = ReadByte();

            // What is no proxy may say its line and wait for ours.
            parts ??= answer[count - 1] == '\n' ? StatusLine(Encoding.ASCII.GetString(answer, 0, count - 1).TrimEnd('\r')) : null;
        }
        while (!scanner.Scan(answer, 0, count).Found);

        budget -= count;
        return parts!;
    }

    private string[] StatusLine(string line)
    {
        string[] parts = line.Split(new[] { ' ' }, 3);
        return parts.Length >= 2 && parts[0].StartsWith("HTTP/1.", StringComparison.Ordinal) && parts[1].Length == 3
            ? parts
            : throw FaultFactory.ProtocolViolation($"The proxy {_proxy.EndPoint} answered '{FaultFactory.Visible(line)}': that is not HTTP.");
    }

    // SOCKS 4a: version, command, port, an address that means "the name follows", user, NUL, name, NUL.
    private void ConnectSocks4a(HostEndPoint target)
    {
        var request = new MemoryStream();
        Write(request, 4, 1, (byte)(target.Port >> 8), (byte)target.Port, 0, 0, 0, 1);
        Write(request, StrictText.Encode(Encoding.UTF8, _proxy.Credential?.UserName ?? "", isSecret: true));
        Write(request, 0);
        Write(request, Encoding.ASCII.GetBytes(AddressResolver.ToAscii(target.HostName)));
        Write(request, 0);
        Send(request.ToArray());

        byte[] answer = ReadBytes(8);
        if (answer[0] != 0)
        {
            throw NotSocks();
        }

        if (answer[1] != 90)
        {
            throw Refused(answer[1] switch
            {
                91 => "it rejected the request, or the target could not be reached",
                92 or 93 => "it could not confirm the user (identd)",
                byte code => $"it answered with code {code}",
            });
        }
    }

    // RFC 1928, and RFC 1929 for name and password.
    private void ConnectSocks5(HostEndPoint target, IPAddress? address)
    {
        Send(_proxy.Credential is null ? new byte[] { 5, 1, 0 } : new byte[] { 5, 2, 0, 2 });
        byte[] method = ReadBytes(2);
        if (method[0] != 5)
        {
            throw NotSocks();
        }

        if (method[1] == 2 && _proxy.Credential is NetworkCredential who)
        {
            Authenticate(who);
        }
        else if (method[1] is not (0 or 2 or NoMethod))
        {
            throw Refused($"it wants to be logged in to by method {method[1]}, which nobody has offered");
        }
        else if (method[1] != 0)
        {
            throw Refused(_proxy.Credential is null ? "it wants a name and password" : "it takes neither this name and password nor nobody", null, Advice.NameYourselfToProxy);
        }

        var request = new MemoryStream();
        Write(request, 5, 1, 0);
        WriteAddress(request, target, address);
        Write(request, (byte)(target.Port >> 8), (byte)target.Port);
        Send(request.ToArray());
        ReadSocks5Answer();
    }

    private void Authenticate(NetworkCredential who)
    {
        byte[] name = StrictText.Encode(Encoding.UTF8, who.UserName, isSecret: true);
        byte[] password = StrictText.Encode(Encoding.UTF8, who.Password, isSecret: true);
        _secrets.Learn(password);
        var request = new MemoryStream();
        Write(request, 1, (byte)name.Length);
        Write(request, name);
        Write(request, (byte)password.Length);
        Write(request, password);
        Send(request.ToArray());
        if (ReadBytes(2)[1] != 0)
        {
            throw Refused("it did not accept the name and password", null, Advice.NameYourselfToProxy);
        }
    }

    private static void WriteAddress(MemoryStream request, HostEndPoint target, IPAddress? address)
    {
        if (address is null && !IPAddress.TryParse(target.HostName, out address))
        {
            byte[] name = Encoding.ASCII.GetBytes(AddressResolver.ToAscii(target.HostName));
            if (name.Length > 255)
            {
                throw FaultFactory.InvalidRequest("SOCKS 5 takes host names of at most 255 bytes (RFC 1928, 5).");
            }

            Write(request, 3, (byte)name.Length);
            Write(request, name);
            return;
        }

        Write(request, address!.AddressFamily == AddressFamily.InterNetwork ? (byte)1 : (byte)4);
        Write(request, address.GetAddressBytes());
    }

    private void ReadSocks5Answer()
    {
        // A no is often cut off behind its code.
        byte[] answer = ReadBytes(2);
        if (answer[0] != 5)
        {
            throw NotSocks();
        }

        if (answer[1] != 0)
        {
            throw Refused(answer[1] switch
            {
                1 => "general failure",
                2 => "its rules do not allow the connection",
                3 => "it cannot reach the network",
                4 => "it cannot reach the host, or does not know its name",
                5 => "the target refused the connection",
                6 => "the connection ran out of time",
                7 => "it does not know CONNECT",
                8 => "it does not know this type of address",
                byte code => $"it answered with code {code}",
            });
        }

        int boundAddress = ReadBytes(2)[1] switch { 1 => 4, 4 => 16, 3 => ReadByte(), _ => throw NotSocks() };
        ReadBytes(boundAddress + 2);
    }

    private void Send(byte[] data)
    {
        _isAnswered = false;
        for (int sent = 0; sent < data.Length;)
        {
            sent += _transport.Write(new ArraySegment<byte>(data, sent, data.Length - sent), _clock);
        }

        _transport.Flush(_clock);
    }

    private byte ReadByte() => ReadBytes(1)[0];

    private byte[] ReadBytes(int count)
    {
        var bytes = new byte[count];
        for (int have = 0; have < count;)
        {
            int came = _transport.Read(new ArraySegment<byte>(bytes, have, count - have), _clock);
            have += came > 0 ? came : throw Refused("it closed the connection " + (_isAnswered ? "in the midst of its answer" : "without an answer"));
            _isAnswered = true;
        }

        return bytes;
    }

    private static void Write(MemoryStream stream, params byte[] bytes) => stream.Write(bytes, 0, bytes.Length);

    private SocketToolsException Refused(string words, Exception? inner = null, Advice advice = Advice.None) =>
        TransportFaults.ProxyRefused(_proxy.EndPoint.ToString(), words, inner, advice);

    private SocketToolsException NotSocks() => FaultFactory.ProtocolViolation($"The proxy {_proxy.EndPoint} does not answer as SOCKS does: check the proxy's scheme.");
}
