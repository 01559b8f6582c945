using System;
using System.IO;
using System.Management.Automation;
using System.Security.Cryptography;

namespace SocketTools.Shell.StandIns;

/// <summary>The hashes of files.</summary>
[Cmdlet(VerbsCommon.Get, "FileHash", DefaultParameterSetName = "Path")]
internal sealed class GetFileHashCommand : PathCommand
{
    [Parameter(Mandatory = true, ParameterSetName = "Stream", Position = 0)]
    public Stream? InputStream { get; set; }

    [Parameter(Position = 1)]
    [ValidateSet("SHA1", "SHA256", "SHA384", "SHA512", "MD5")]
    public string Algorithm { get; set; } = "SHA256";

    protected override void ProcessRecord()
    {
        if (InputStream is not null)
        {
            Write(InputStream, path: null);
        }

        base.ProcessRecord();
    }

    protected override void Process(string path)
    {
        foreach (string file in Resolve(path))
        {
            using FileStream stream = File.OpenRead(file);
            Write(stream, file);
        }
    }

    private void Write(Stream stream, string? path)
    {
        string name = Algorithm.ToUpperInvariant();
        byte[] hash = CryptographicOperations.HashData(new HashAlgorithmName(name), stream);
        WriteObject(StandInCommands.As("FileHashInfo", new FileHashInfo(name, Convert.ToHexString(hash), path)));
    }
}
