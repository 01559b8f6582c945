using System.Management.Automation;

namespace SocketTools.Tests.Engine;

/// <summary>What a script gave.</summary>
internal sealed record EngineResult(
    IReadOnlyList<object?> Output, IReadOnlyList<ErrorRecord> Errors, Exception? Terminating, IReadOnlyList<string> Verbose, TimeSpan Elapsed)
{
    /// <summary>The output as text, object by object.</summary>
    internal IReadOnlyList<string> Texts => Output.Select(static o => o?.ToString() ?? "").ToArray();

    /// <summary>The one object that came.</summary>
    internal T Single<T>()
    {
        Assert.Empty(Errors);
        return Assert.IsType<T>(Assert.Single(Output));
    }

    /// <summary>The one non-terminating error that came: its id begins with a name of the error table, and its message is one line.</summary>
    internal ErrorRecord SingleError(string id, ErrorCategory category)
    {
        Assert.Null(Terminating);
        ErrorRecord error = Assert.Single(Errors);
        Assert.StartsWith(id + ",", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Equal(category, error.CategoryInfo.Category);
        Assert.NotNull(error.TargetObject);
        string message = error.Exception.Message;
        Assert.False(message.Contains('\n', StringComparison.Ordinal) || message.Contains('\r', StringComparison.Ordinal), "More than one line: " + message);
        Assert.NotEmpty(message);
        return error;
    }

    /// <summary>The same result, once it is certain that nothing went wrong.</summary>
    internal EngineResult WithoutErrors()
    {
        Assert.Null(Terminating);
        Assert.True(Errors.Count == 0, string.Join(Environment.NewLine, Errors.Select(static e => $"{e.FullyQualifiedErrorId}: {e}")));
        return this;
    }
}
