using System;
using System.Collections.Generic;
using System.Management.Automation.Runspaces;

namespace SocketTools.Shell;

/// <summary>What the process was asked to do, read from its arguments the way <c>pwsh</c> reads them.</summary>
internal sealed class CommandLine
{
    /// <summary>Shown for <c>-Help</c>.</summary>
    internal const string Usage = """
        SocketTools.Shell: a small PowerShell console with the module SocketTools loaded.

          SocketTools.Shell [-NoExit] -Command <text...>      run a command; - reads the script from standard input
          SocketTools.Shell [-NoExit] -File <script> [args]   run a script file
          SocketTools.Shell                                   a prompt, or the lines of a redirected standard input
          SocketTools.Shell -Version | -Help

        -NoProfile, -NoLogo, -NonInteractive and -ExecutionPolicy <policy> are accepted as pwsh accepts them.
        """;

    /// <summary>The text of <c>-Command</c>, or null.</summary>
    internal string? Command { get; private set; }

    /// <summary>The script of <c>-File</c>, or null.</summary>
    internal string? File { get; private set; }

    /// <summary>The arguments that follow the script.</summary>
    internal List<CommandParameter> FileArguments { get; } = [];

    internal bool NoExit { get; private set; }

    internal bool Help { get; private set; }

    internal bool Version { get; private set; }

    internal string? ExecutionPolicy { get; private set; }

    /// <summary>Why the arguments make no sense, in one line; null where they do.</summary>
    internal string? Fault { get; private set; }

    internal static CommandLine Parse(string[] args)
    {
        CommandLine line = new();
        for (int i = 0; i < args.Length && line.Command is null && line.File is null && line.Fault is null; i++)
        {
            i = line.Read(args, i);
        }

        return line;
    }

    /// <summary>Reads the switch at <paramref name="i"/>; returns the index of the last argument it used.</summary>
    private int Read(string[] args, int i)
    {
        if (!IsSwitch(args[i]))
        {
            return ReadFile(args, i);
        }

        string name = args[i].TrimStart('-');
        if (Is(name, "command", "c"))
        {
            return ReadCommand(args, i + 1);
        }

        if (Is(name, "file", "f"))
        {
            return ReadFile(args, i + 1);
        }

        if (Is(name, "executionpolicy", "ex") || Is(name, "ep", "ep"))
        {
            ExecutionPolicy = i + 1 < args.Length ? args[i + 1] : null;
            Fault = ExecutionPolicy is null ? "-ExecutionPolicy needs a policy." : null;
            return i + 1;
        }

        if (Is(name, "noexit", "noe"))
        {
            NoExit = true;
        }
        else if (Is(name, "help", "h") || name == "?")
        {
            Help = true;
        }
        else if (Is(name, "version", "v"))
        {
            Version = true;
        }
        else if (!Is(name, "noprofile", "nop") && !Is(name, "nologo", "nol") && !Is(name, "noninteractive", "noni"))
        {
            Fault = $"Unknown option '{args[i]}'; -Help lists the options.";
        }

        return i;
    }

    private int ReadCommand(string[] args, int start)
    {
        if (start >= args.Length)
        {
            Fault = "-Command needs the text of a command, or - to read it from standard input.";
            return start;
        }

        Command = string.Join(' ', args[start..]);
        return args.Length;
    }

    private int ReadFile(string[] args, int start)
    {
        if (start >= args.Length)
        {
            Fault = "-File needs the path of a script.";
            return start;
        }

        File = args[start];
        for (int i = start + 1; i < args.Length; i++)
        {
            FileArguments.Add(ReadFileArgument(args, ref i));
        }

        return args.Length;
    }

    /// <summary>One script argument: <c>-Name</c> and <c>-Name:value</c> name a parameter, the rest are strings by position.</summary>
    private static CommandParameter ReadFileArgument(string[] args, ref int i)
    {
        string arg = args[i];
        int colon = arg.IndexOf(':', StringComparison.Ordinal);
        if (!IsSwitch(arg))
        {
            return new CommandParameter(null, arg);
        }

        if (colon < 0)
        {
            return new CommandParameter(arg);
        }

        string name = arg[..colon];
        if (colon < arg.Length - 1)
        {
            return new CommandParameter(name, ReadSwitchValue(arg[(colon + 1)..]));
        }

        // "-Name:" takes the next argument, whatever it looks like.
        return ++i < args.Length ? new CommandParameter(name, args[i]) : new CommandParameter(arg.TrimEnd(':'));
    }

    /// <summary>A shell has no Booleans, so these two words are the only way to say <c>-Switch:$false</c>.</summary>
    private static object ReadSwitchValue(string text) => text.ToLowerInvariant() switch
    {
        "$true" => true,
        "$false" => false,
        _ => text,
    };

    private static bool IsSwitch(string arg) => arg.Length > 1 && arg[0] == '-';

    /// <summary>Whether <paramref name="given"/> is <paramref name="name"/> cut no shorter than <paramref name="shortest"/>.</summary>
    private static bool Is(string given, string name, string shortest) =>
        name.StartsWith(given, StringComparison.OrdinalIgnoreCase) && given.Length >= shortest.Length;
}
