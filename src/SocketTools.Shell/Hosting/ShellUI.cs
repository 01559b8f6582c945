using System;
using System.Collections.Generic;
using System.Collections.ObjectModel;
using System.IO;
using System.Management.Automation;
using System.Management.Automation.Host;
using System.Security;
using SocketTools.Shell.Prompting;

namespace SocketTools.Shell.Hosting;

/// <summary>
/// Where the streams go: what <c>pwsh</c> shows on standard output is there (warnings, verbose and debug lines too), errors are on
/// standard error, and progress appears only where somebody can see it.
/// </summary>
internal sealed class ShellUI : PSHostUserInterface
{
    private readonly object _gate = new();
    private readonly ProgressLine _progress = new();
    private readonly Questions _questions;
    private bool _allToError;

    internal ShellUI() => _questions = new Questions(this);

    /// <summary>Called when the user presses Ctrl+C at a question, or the reader of standard output is gone.</summary>
    internal Action? StopRequested { get; set; }

    /// <summary>Whether a write failed because nobody reads standard output any more.</summary>
    internal bool OutputClosed { get; private set; }

    public override PSHostRawUserInterface RawUI { get; } = new ShellRawUI();

    public override bool SupportsVirtualTerminal => Terminal.ColourOutput || Terminal.ColourError;

    /// <summary>Sends everything to standard error while <paramref name="action"/> runs: an exception's own rendering.</summary>
    internal void OnStandardError(Action action)
    {
        _allToError = true;
        try
        {
            action();
        }
        finally
        {
            _allToError = false;
        }
    }

    /// <summary>Takes the progress line away, at the end of a pipeline.</summary>
    internal void EndProgress()
    {
        lock (_gate)
        {
            _progress.Clear();
        }
    }

    public override void Write(string value) => Put(value, newLine: false);

    public override void WriteLine(string value) => Put(value, newLine: true);

    public override void WriteLine() => Put(string.Empty, newLine: true);

    public override void Write(ConsoleColor foregroundColor, ConsoleColor backgroundColor, string value) =>
        PutColoured(foregroundColor, backgroundColor, value, newLine: false);

    public override void WriteLine(ConsoleColor foregroundColor, ConsoleColor backgroundColor, string value) =>
        PutColoured(foregroundColor, backgroundColor, value, newLine: true);

    public override void WriteErrorLine(string value)
    {
        lock (_gate)
        {
            _progress.Clear();
            Console.Error.WriteLine(GetOutputString(value, Terminal.ColourError));
        }
    }

    public override void WriteDebugLine(string message) => PutStyled(FormatStyle.Debug, "DEBUG: " + message);

    public override void WriteVerboseLine(string message) => PutStyled(FormatStyle.Verbose, "VERBOSE: " + message);

    public override void WriteWarningLine(string message) => PutStyled(FormatStyle.Warning, "WARNING: " + message);

    public override void WriteProgress(long sourceId, ProgressRecord record)
    {
        lock (_gate)
        {
            _progress.Show(record);
        }
    }

    public override string ReadLine() => Read(masked: false);

    public override SecureString ReadLineAsSecureString()
    {
        SecureString secret = new();
        foreach (char c in Read(masked: true))
        {
            secret.AppendChar(c);
        }

        secret.MakeReadOnly();
        return secret;
    }

    public override Dictionary<string, PSObject> Prompt(string caption, string message, Collection<FieldDescription> descriptions) =>
        _questions.AskFields(caption, message, descriptions);

    public override int PromptForChoice(string caption, string message, Collection<ChoiceDescription> choices, int defaultChoice) =>
        _questions.AskChoice(caption, message, choices, defaultChoice);

    public override PSCredential PromptForCredential(string caption, string message, string userName, string targetName) =>
        PromptForCredential(caption, message, userName, targetName, PSCredentialTypes.Default, PSCredentialUIOptions.Default);

    public override PSCredential PromptForCredential(
        string caption,
        string message,
        string userName,
        string targetName,
        PSCredentialTypes allowedCredentialTypes,
        PSCredentialUIOptions options) => _questions.AskCredential(caption, message, userName);

    private string Read(bool masked)
    {
        EndProgress();
        try
        {
            return new LineEditor(masked).Read(prompt: string.Empty) ?? throw new EndOfStreamException("Standard input has ended.");
        }
        catch (OperationCanceledException)
        {
            StopRequested?.Invoke();
            throw new PipelineStoppedException();
        }
    }

    private void PutStyled(FormatStyle style, string line) =>
        Put(Terminal.ColourOutput ? GetFormatStyleString(style) + line + PSStyle.Instance.Reset : line, newLine: true);

    private void PutColoured(ConsoleColor foreground, ConsoleColor background, string value, bool newLine)
    {
        lock (_gate)
        {
            if (Terminal.ColourOutput)
            {
                Console.ForegroundColor = foreground;
                Console.BackgroundColor = background;
            }

            Put(value, newLine: false);
            if (Terminal.ColourOutput)
            {
                Console.ResetColor();
            }

            // After the reset, or the rest of the terminal's line would take the background too.
            Put(string.Empty, newLine);
        }
    }

    private void Put(string value, bool newLine)
    {
        string text = GetOutputString(value, _allToError ? Terminal.ColourError : Terminal.ColourOutput);
        lock (_gate)
        {
            _progress.Clear();
            try
            {
                (_allToError ? Console.Error : Console.Out).Write(newLine ? text + Environment.NewLine : text);
            }
            catch (IOException)
            {
                OutputClosed = true;
                StopRequested?.Invoke();
                throw new PipelineStoppedException();
            }
        }
    }
}
