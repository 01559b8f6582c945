using System.IO;
using Microsoft.PowerShell.Commands.Internal.Format;

namespace SocketTools.Shell.StandIns;

/// <summary>A command that renders its input as the console would, and does something else with the text.</summary>
internal abstract class OutTextCommand : FrontEndCommandBase
{
    /// <summary>Where the text goes, opened at the pipeline's start.</summary>
    protected TextWriter? Writer { get; private set; }

    /// <summary>Opens the writer.</summary>
    /// <param name="width">The columns to use.</param>
    protected abstract TextWriter Open(out int width);

    protected override void BeginProcessing()
    {
        Writer = Open(out int width);
        EngineInternals.SetTextOutput(this, Writer, width);
        base.BeginProcessing();
    }

    protected override void InternalDispose()
    {
        Writer?.Dispose();
        base.InternalDispose();
    }
}
