using System;
using System.Collections.Generic;
using System.IO;
using System.Management.Automation;

namespace SocketTools.Shell.StandIns;

/// <summary>A command on paths: wildcards in <c>-Path</c>, none in <c>-LiteralPath</c>, and one error for each path that fails.</summary>
internal abstract class PathCommand : PSCmdlet
{
    private const string ByPath = "Path";

    private const string ByLiteralPath = "LiteralPath";

    [Parameter(Mandatory = true, Position = 0, ParameterSetName = ByPath, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    public string[] Path { get; set; } = [];

    [Parameter(Mandatory = true, ParameterSetName = ByLiteralPath, ValueFromPipelineByPropertyName = true)]
    [Alias("PSPath", "LP")]
    public string[] LiteralPath { get; set; } = [];

    protected bool IsLiteral => ParameterSetName == ByLiteralPath;

    /// <summary>Does the command's work on one path as it was given.</summary>
    protected abstract void Process(string path);

    protected override void ProcessRecord()
    {
        foreach (string path in IsLiteral ? LiteralPath : Path)
        {
            try
            {
                Process(path);
            }
            catch (Exception e) when (IsOfPath(e))
            {
                WriteError(e is IContainsErrorRecord known
                    ? new ErrorRecord(known.ErrorRecord, e)
                    : new ErrorRecord(e, GetType().Name, ErrorCategory.ReadError, path));
            }
        }
    }

    /// <summary>Not those of a pipeline that stops, or of a command downstream: they must go through.</summary>
    private static bool IsOfPath(Exception e) =>
        e is SessionStateException or ProviderInvocationException or IOException or UnauthorizedAccessException;

    /// <summary>The files of the file system that a path means.</summary>
    protected IEnumerable<string> Resolve(string path)
    {
        if (!IsLiteral)
        {
            return GetResolvedProviderPathFromPSPath(path, out _);
        }

        string file = GetUnresolvedProviderPathFromPSPath(path);
        return File.Exists(file) || Directory.Exists(file)
            ? [file]
            : throw new ItemNotFoundException($"Cannot find path '{file}' because it does not exist.");
    }
}
