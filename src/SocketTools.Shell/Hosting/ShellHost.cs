using System;
using System.Globalization;
using System.Management.Automation.Host;
using System.Reflection;

namespace SocketTools.Shell.Hosting;

/// <summary>The engine's view of the program: <c>$Host</c>.</summary>
internal sealed class ShellHost(ShellUI ui) : PSHost
{
    /// <summary>The code of <c>exit</c>, once a script has called it.</summary>
    internal int? RequestedExit { get; private set; }

    public override string Name => "SocketTools.Shell";

    public override Version Version { get; } = Assembly.GetExecutingAssembly().GetName().Version!;

    public override Guid InstanceId { get; } = Guid.NewGuid();

    public override CultureInfo CurrentCulture => CultureInfo.CurrentCulture;

    public override CultureInfo CurrentUICulture => CultureInfo.CurrentUICulture;

    public override PSHostUserInterface UI => ui;

    public override void SetShouldExit(int exitCode) => RequestedExit ??= exitCode;

    public override void EnterNestedPrompt() => throw new NotSupportedException("This console has no nested prompts.");

    public override void ExitNestedPrompt() => throw new NotSupportedException("This console has no nested prompts.");

    public override void NotifyBeginApplication()
    {
    }

    public override void NotifyEndApplication()
    {
    }
}
