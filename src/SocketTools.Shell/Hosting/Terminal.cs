using System;
using System.IO;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace SocketTools.Shell.Hosting;

/// <summary>What the process's three standard streams are, and how they are set up.</summary>
internal static class Terminal
{
    /// <summary>Columns when output goes to a file or a pipe.</summary>
    internal const int RedirectedWidth = 120;

    private static readonly UTF8Encoding s_utf8 = new(encoderShouldEmitUTF8Identifier: false);

    private static readonly bool s_escapes = !IsSet("NO_COLOR")
        && !string.Equals(Environment.GetEnvironmentVariable("TERM"), "dumb", StringComparison.Ordinal)
        && (!OperatingSystem.IsWindows() || EnableWindowsEscapes());

    internal static bool ColourOutput => s_escapes && !Console.IsOutputRedirected;

    internal static bool ColourError => s_escapes && !Console.IsErrorRedirected;

    /// <summary>Whether a line can be edited in place: a terminal on both sides that can move its cursor.</summary>
    internal static bool CanEdit => !Console.IsInputRedirected && !Console.IsOutputRedirected
        && !string.Equals(Environment.GetEnvironmentVariable("TERM"), "dumb", StringComparison.Ordinal);

    internal static int Width => Console.IsOutputRedirected || Console.WindowWidth <= 1 ? RedirectedWidth : Console.WindowWidth;

    internal static int Height => Console.IsOutputRedirected || Console.WindowHeight <= 1 ? 50 : Console.WindowHeight;

    internal static bool IsSet(string variable) => !string.IsNullOrEmpty(Environment.GetEnvironmentVariable(variable));

    /// <summary>UTF-8 without a byte order mark in both directions, and an output that notices when its reader is gone.</summary>
    internal static void SetUp()
    {
        try
        {
            Console.OutputEncoding = s_utf8;
        }
        catch (IOException)
        {
            // Windows without a console: there is no code page to set, and the writers below are UTF-8 all the same.
        }

        if (Console.IsOutputRedirected)
        {
            Console.SetOut(new StreamWriter(OpenOutput(), s_utf8, bufferSize: 4096) { AutoFlush = true });
        }
    }

    private static Stream OpenOutput()
    {
        if (OperatingSystem.IsWindows())
        {
            return Console.OpenStandardOutput();
        }

        // The console's own stream swallows EPIPE, so an endless command would go on for a `head` that has long gone. A file
        // keeps it, though: a FileStream counts a file's position for itself, and would write over what child processes wrote.
        FileStream stream = new(new SafeFileHandle(1, ownsHandle: false), FileAccess.Write, bufferSize: 0);
        return stream.CanSeek ? Console.OpenStandardOutput() : stream;
    }

    private static bool EnableWindowsEscapes()
    {
        const int StandardOutput = -11;
        const uint VirtualTerminalProcessing = 4;
        nint handle = GetStdHandle(StandardOutput);
        return GetConsoleMode(handle, out uint mode) && SetConsoleMode(handle, mode | VirtualTerminalProcessing);
    }

    [DllImport("kernel32.dll")]
    private static extern nint GetStdHandle(int which);

    [DllImport("kernel32.dll")]
    private static extern bool GetConsoleMode(nint handle, out uint mode);

    [DllImport("kernel32.dll")]
    private static extern bool SetConsoleMode(nint handle, uint mode);
}
