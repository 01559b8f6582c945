using System;
using System.Text;
using SocketTools.Connections;
using SocketTools.Faults;
using SocketTools.Framing;
using SocketTools.Limits;
using SocketTools.Replies;
using SocketTools.Transport;

namespace SocketTools.Http;

/// <summary>HTTP/1.x as a dialogue: <c>GET /path</c> is a command, its response the reply (RFC 9112).</summary>
public sealed class HttpProtocol : ReplyProtocol
{
    private static readonly char[] s_space = { ' ' };

    private readonly SocketConnection _connection;

    /// <summary>The dialogue on a connection, whose host is the one to ask.</summary>
    public HttpProtocol(SocketConnection connection) => _connection = connection;

    /// <inheritdoc/>
    public override ReplyFormat Format => ReplyFormat.Http;

    /// <inheritdoc/>
    /// <remarks>Method, target and, where it is not 1.1, the version; an argument is the body. For more there is <see cref="HttpExchange"/>.</remarks>
    public override PreparedCommand Prepare(SocketCommand command, Encoding encoding)
    {
        string[] words = command.Text.Split(s_space, StringSplitOptions.RemoveEmptyEntries);
        bool old = words.Length == 3 && words[2] == "HTTP/1.0";
        if (words.Length is < 2 or > 3 || (words.Length == 3 && !old && words[2] != "HTTP/1.1") || command.Arguments.Count > 1 || command.Secret is not null)
        {
            throw FaultFactory.InvalidRequest("A command of HTTP is 'METHOD /target', with the body as the one argument. Nothing was sent. For more, make it as a request.");
        }

        string scheme = _connection.Tls is null ? "http" : "https";
        string host = _connection.Port == 0 ? "localhost" : HostEndPoint.Format(_connection.HostName, _connection.Port);
        bool isPath = words[1].StartsWith("/", StringComparison.Ordinal);
        var request = new HttpRequest(words[0], HttpTarget.Parse($"{scheme}://{host}{(isPath ? words[1] : "/")}"), new Version(1, old ? 0 : 1))
        {
            RequestTarget = words[1],
            Body = command.Arguments.Count == 0 ? null : RequestBody.OfBytes(command.Arguments[0] as byte[] ?? StrictText.Encode(encoding, (string)command.Arguments[0])),
        };
        return new HttpCommand(command.Text, request);
    }

    /// <inheritdoc/>
    protected internal override SocketReply Receive(SocketConnection connection, PreparedCommand? command, ReplyOptions options, CallClock clock)
    {
        HttpRequest? request = (command as HttpCommand)?.Request;
        var exchange = new HttpExchange(connection, clock, new ReceiveOptions { MaxBodyBytes = options.MaxBytes }) { PutsBack = true };
        RawHttpResponse response;
        try
        {
            response = exchange.Receive(request, request?.Method ?? "GET");
        }
        catch (SocketToolsException fault)
        {
            throw FaultFactory.ReplyBroken(fault, fault.Partial is RawHttpResponse begun ? Reply(begun) : new SocketReply { Data = fault.Partial });
        }

        response.Connection = connection;
        return Reply(response);
    }

    private static SocketReply Reply(RawHttpResponse response) => new()
    {
        Code = response.StatusCode,
        StatusLine = response.StatusLine,
        LineSource = _ => Lines(response),
        Data = response,
        IsPositive = response.StatusCode < 400,
        IsIntermediate = response.StatusCode < 200,
    };

    private static string[] Lines(RawHttpResponse response)
    {
        var lines = new string[response.Headers.Count];
        for (int i = 0; i < lines.Length; i++)
        {
            lines[i] = response.Headers[i].ToString();
        }

        return lines;
    }
}
