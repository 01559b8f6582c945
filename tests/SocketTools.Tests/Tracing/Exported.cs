using System.Text.RegularExpressions;
using SocketTools.Http;
using SocketTools.Tests.Servers;
using SocketTools.Tracing;

namespace SocketTools.Tests.Tracing;

/// <summary>A recorded session in each of the forms that files have, and what others read in them.</summary>
internal sealed class Exported : IDisposable
{
    private const string Validate = "const v = require(process.argv[1] + '/har-validator'); v.har(JSON.parse(require('fs').readFileSync(process.argv[2])))"
        + ".then(() => console.log('valid'), wrong => { console.log(JSON.stringify(wrong.errors)); process.exit(1); });";

    private readonly TemporaryFolder _folder = new();
    private readonly SocketTranscript _recorded;

    internal Exported(SocketTranscript recorded)
    {
        _recorded = recorded;
        foreach (string form in new[] { "txt", "jsonl", "pcapng" })
        {
            TranscriptFile.Write(File(form), new[] { recorded });
        }
    }

    /// <summary>Its file in that form.</summary>
    internal string File(string form) => _folder["session." + form];

    /// <summary>Whatever the form, what it is read back as is the same: bytes, and the file that it makes again.</summary>
    internal void IsTheSameReadBack(params string[] forms)
    {
        foreach (string form in forms)
        {
            SocketTranscript read = Assert.Single(TranscriptFile.Read(File(form), null, static warning => Assert.Fail(warning)));
            Assert.Equal(_recorded.BytesOf(TranscriptSide.Client), read.BytesOf(TranscriptSide.Client));
            Assert.Equal(_recorded.BytesOf(TranscriptSide.Server), read.BytesOf(TranscriptSide.Server));
            TranscriptFile.Write(_folder["again." + form], new[] { read });
            Assert.Equal(System.IO.File.ReadAllBytes(File(form)), System.IO.File.ReadAllBytes(_folder["again." + form]));
            Assert.Empty(TranscriptComparison.Compare(_recorded, read, Array.Empty<Regex>()));
        }
    }

    /// <summary>tshark finds nothing wrong in the capture, and its Follow Stream shows each side's bytes.</summary>
    /// <returns>A line for each packet, as tshark sums it up.</returns>
    internal string[] AsTsharkReadsIt(int port, string protocol)
    {
        string decoded = $"tcp.port=={port},{protocol}";
        string[] packets = Tshark("-r", File("pcapng"), "-d", decoded);
        Assert.Empty(Tshark("-r", File("pcapng"), "-d", decoded, "-Y", "_ws.malformed || _ws.short || tcp.analysis.flags || tcp.checksum.status == 0 || ip.checksum.status == 0",
            "-o", "tcp.check_checksum:TRUE", "-o", "ip.check_checksum:TRUE"));
        string[] followed = Tshark("-r", File("pcapng"), "-q", "-z", "follow,tcp,raw,0").Where(static line => Regex.IsMatch(line, "^\t?[0-9a-f]+$")).ToArray();
        foreach ((TranscriptSide side, string[] said) in new[] { (TranscriptSide.Client, followed.Where(static l => l[0] != '\t').ToArray()), (TranscriptSide.Server, followed.Where(static l => l[0] == '\t').ToArray()) })
        {
            Assert.Equal(Convert.ToHexString(_recorded.BytesOf(side)), string.Concat(said.Select(static l => l.Trim())).ToUpperInvariant());
        }

        return packets;
    }

    /// <summary>What its HAR says, which HAR's published schema finds no fault with.</summary>
    internal System.Text.Json.JsonElement AsHar()
    {
        TranscriptFile.Write(File("har"), new[] { _recorded });
        Assert.Contains("valid", ProgramServer.RunToEnd("node", "nodejs", "-e", Validate, ProgramServer.Unpacked("har-validator/node_modules"), File("har")), StringComparison.Ordinal);
        return System.Text.Json.JsonDocument.Parse(System.IO.File.ReadAllText(File("har"))).RootElement.GetProperty("log");
    }

    public void Dispose() => _folder.Dispose();

    internal static string[] Tshark(params string[] arguments) =>
        ProgramServer.RunToEnd("tshark", "tshark", arguments).Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
