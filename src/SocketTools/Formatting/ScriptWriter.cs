using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;
using SocketTools.Tracing;

namespace SocketTools.Formatting;

/// <summary>Writes dialogues as scripts of low-level cmdlets.</summary>
/// <remarks>What the client said is sent; what the server said is received, as many lines or bytes of it, before the client goes on.</remarks>
public static class ScriptWriter
{
    private const int LineMost = 4096;

    /// <summary>The script that has these dialogues, one after the other.</summary>
    /// <remarks>Each masked secret is a parameter of the script.</remarks>
    public static string Write(IReadOnlyList<SocketTranscript> transcripts)
    {
        var body = new StringBuilder();
        var secrets = new List<string>();
        foreach (SocketTranscript transcript in transcripts)
        {
            new Dialogue(transcript, body, secrets).Write();
        }

        var script = new StringBuilder();
        bool usesTls = transcripts.Any(t => t.Tls is not null);
        if (secrets.Count > 0 || usesTls)
        {
            IEnumerable<string> parameters = secrets.Select(s => $"[Parameter(Mandatory)] [string] ${s}").Concat(usesTls ? new[] { "[switch] $SkipCertificateCheck" } : Array.Empty<string>());
            script.Append("param(\n    ").Append(string.Join(",\n    ", parameters)).Append("\n)\n");
        }

        return script.Append(body).ToString().Replace("\n", Environment.NewLine);
    }

    /// <summary>One connection.</summary>
    private sealed class Dialogue
    {
        private readonly SocketTranscript _transcript;
        private readonly StringBuilder _to;
        private readonly List<string> _secrets;
        private readonly List<SocketTranscriptEntry> _said = new();
        private bool _isClosed;

        internal Dialogue(SocketTranscript transcript, StringBuilder to, List<string> secrets)
        {
            _transcript = transcript;
            _to = to;
            _secrets = secrets;
        }

        internal void Write()
        {
            Connect();
            IReadOnlyList<SocketTranscriptEntry> entries = _transcript.Entries;
            for (int i = 0; i < entries.Count; i++)
            {
                SocketTranscriptEntry entry = entries[i];
                if (entry.Kind != TranscriptKind.Event)
                {
                    if (_said.Count > 0 && _said[0].Side != entry.Side)
                    {
                        EndSaying(isLast: false);
                    }

                    _said.Add(entry);
                    continue;
                }

                bool endsStream = entry.Side == TranscriptSide.Server && entry.IsEvent("close");
                EndSaying(endsStream);
                WriteEvent(entry);
            }

            EndSaying(isLast: false);
            if (!_isClosed)
            {
                Line("Close-SocketConnection $connection");
            }
        }

        private void Connect()
        {
            // The peer of a listener or a relay is the client.
            string peer = _transcript is { RecordedBy: TranscriptSide.Server, ServerEndPoint: { } server } ? server.ToString() : _transcript.Peer.Length > 0 ? _transcript.Peer : "localhost";
            bool fromStart = _transcript.Entries.Any(e => e.IsEvent("connected") && e.Text.Contains(" tls="));
            string alpn = fromStart && _transcript.Tls?.ApplicationProtocol is string protocol ? " -ApplicationProtocol " + Quoted(protocol) : "";
            string where = peer.StartsWith("/", StringComparison.Ordinal) || peer.StartsWith("@", StringComparison.Ordinal) ? "-UnixSocket " + Quoted(peer) : Quoted(peer);
            string kind = _transcript.IsDatagram ? " -SocketType Dgram" : "";
            Line($"$connection = New-SocketConnection {where}{kind}{(fromStart ? " -Tls -SkipCertificateCheck:$SkipCertificateCheck" : "")}{alpn} -Transcript");
        }

        private void WriteEvent(SocketTranscriptEntry entry)
        {
            if (entry.IsEvent("protected"))
            {
                Line("Protect-SocketConnection $connection -SkipCertificateCheck:$SkipCertificateCheck");
            }
            else if (entry.Side == TranscriptSide.Client && entry.IsEvent("half-close"))
            {
                Line("Close-SocketConnection $connection -Direction Send");
            }
            else if (entry.Side == TranscriptSide.Client && (entry.IsEvent("close") || entry.IsEvent("reset")))
            {
                Line(entry.IsEvent("reset") ? "Close-SocketConnection $connection -Abort" : "Close-SocketConnection $connection");
                _isClosed = true;
            }
            else if (entry.MissingBytes > 0)
            {
                Line($"# {entry.MissingBytes.ToString(CultureInfo.InvariantCulture)} bytes of the {(entry.Side == TranscriptSide.Client ? "client" : "server")} are not in the transcript.");
            }
        }

        private void EndSaying(bool isLast)
        {
            if (_said.Count == 0)
            {
                return;
            }

            var data = new List<byte>();
            var masked = new List<MaskedStretch>();
            foreach (SocketTranscriptEntry entry in _said)
            {
                masked.AddRange(entry.Masked.Select(m => new MaskedStretch(data.Count + m.Offset, m.Length)));
                data.AddRange(entry.Data);
            }

            bool isClient = _said[0].Side == TranscriptSide.Client;
            _said.Clear();
            if (isClient)
            {
                Send(data.ToArray(), masked);
            }
            else
            {
                Receive(data.ToArray(), isLast);
            }
        }

        private void Send(byte[] data, List<MaskedStretch> masked)
        {
            if (TryLines(data) is not List<(int At, int End)> lines)
            {
                SendPieces(data, masked);
                return;
            }

            string sent = string.Join(", ", lines.Select(l => Text(data, l.At, l.End, masked)));
            Line($"Send-SocketLine {sent} -Connection $connection");
        }

        private void SendPieces(byte[] data, List<MaskedStretch> masked)
        {
            int at = 0;
            foreach (MaskedStretch stretch in masked.Append(new MaskedStretch(data.Length, 0)))
            {
                if (stretch.Offset > at)
                {
                    Line($"Send-SocketData ([Convert]::FromBase64String('{Convert.ToBase64String(data, at, stretch.Offset - at)}')) -Connection $connection");
                }

                if (stretch.Length > 0)
                {
                    Line($"Send-SocketData {NewSecret()} -Connection $connection");
                }

                at = stretch.End;
            }
        }

        private string NewSecret()
        {
            string secret = "Secret" + (_secrets.Count + 1).ToString(CultureInfo.InvariantCulture);
            _secrets.Add(secret);
            return "$" + secret;
        }

        private void Receive(byte[] data, bool isLast)
        {
            if (IsHttp(data))
            {
                Line("Receive-RawHttpResponse $connection");
                return;
            }

            int lines = data.Count(b => b == '\n');
            if (isLast)
            {
                Line(lines > 0 ? "Receive-SocketLine $connection -All" : "Receive-SocketData $connection -ToEnd");
            }
            else if (lines > 0 && data[data.Length - 1] == '\n')
            {
                Line(IsReply(data) ? @"Receive-SocketLine $connection -Until '^\d{3} '" : $"Receive-SocketLine $connection -Count {lines.ToString(CultureInfo.InvariantCulture)}");
            }
            else
            {
                Line($"Receive-SocketData $connection -Count {data.Length.ToString(CultureInfo.InvariantCulture)}");
            }
        }

        private static bool IsHttp(byte[] data) => Encoding.ASCII.GetString(data, 0, Math.Min(7, data.Length)) == "HTTP/1.";

        // One reply of the kind that FTP and SMTP have: its last line alone has a space behind the code.
        private static bool IsReply(byte[] data)
        {
            string[] lines = Encoding.UTF8.GetString(data).TrimEnd('\r', '\n').Split('\n');
            return lines.Select((line, i) => line.Length >= 4 && line.Take(3).All(c => c is >= '0' and <= '9') && (line[3] == ' ') == (i == lines.Length - 1)).All(fits => fits);
        }

        // Where lines with CR LF begin and end; null: they are none, or no text.
        private static List<(int At, int End)>? TryLines(byte[] data)
        {
            var lines = new List<(int, int)>();
            for (int at = 0; at < data.Length;)
            {
                int feed = Array.IndexOf(data, (byte)'\n', at);
                if (feed < at + 1 || data[feed - 1] != '\r' || feed - at > LineMost)
                {
                    return null;
                }

                for (int i = at; i < feed - 1; i++)
                {
                    if (data[i] < ' ' && data[i] != '\t')
                    {
                        return null;
                    }
                }

                lines.Add((at, feed - 1));
                at = feed + 1;
            }

            return Encoding.UTF8.GetString(data).IndexOf('\uFFFD') < 0 && lines.Count > 0 ? lines : null;
        }

        // A masked stretch is a parameter's value.
        private string Text(byte[] data, int at, int end, List<MaskedStretch> masked)
        {
            var parts = new List<string>();
            foreach (MaskedStretch stretch in masked.Where(m => m.Offset >= at && m.End <= end))
            {
                if (stretch.Offset > at)
                {
                    parts.Add(Quoted(Encoding.UTF8.GetString(data, at, stretch.Offset - at)));
                }

                parts.Add(NewSecret());
                at = stretch.End;
            }

            if (at < end || parts.Count == 0)
            {
                parts.Add(Quoted(Encoding.UTF8.GetString(data, at, end - at)));
            }

            return parts.Count == 1 ? parts[0] : "(" + string.Join(" + ", parts) + ")";
        }

        private static string Quoted(string text) => "'" + text.Replace("'", "''") + "'";

        private void Line(string line) => _to.Append(line).Append('\n');
    }
}
