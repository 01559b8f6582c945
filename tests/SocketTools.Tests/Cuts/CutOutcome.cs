using System.Management.Automation;
using SocketTools.Faults;
using SocketTools.Http;
using SocketTools.Reading;
using SocketTools.Replies;
using SocketTools.Tests.Engine;
using SocketTools.Url;

namespace SocketTools.Tests.Cuts;

/// <summary>What came of one cut.</summary>
/// <param name="Id">The error's id; "answer": there was none.</param>
/// <param name="Text">All that was handed out.</param>
/// <param name="Message">The error's words.</param>
internal sealed record CutOutcome(string Id, string Text, string Message)
{
    internal const string Answer = "answer";

    internal static CutOutcome Of(EngineResult result)
    {
        ErrorRecord? error = (result.Terminating as RuntimeException)?.ErrorRecord ?? (result.Errors.Count > 0 ? result.Errors[0] : null);
        string text = string.Concat(result.Output.Select(Show));
        if (result.Terminating is MethodInvocationException { InnerException: SocketToolsException thrown })
        {
            return new CutOutcome(thrown.Fault.ToString(), text, thrown.Message);
        }

        return error is null ? new CutOutcome(Answer, text, "") : new CutOutcome(error.FullyQualifiedErrorId.Split(',')[0], text, error.Exception.Message);
    }

    private static string Show(object? output) => output switch
    {
        byte[] bytes => Encoding.Latin1.GetString(bytes),
        SocketReply reply => $"[{reply.Greeting}|{reply.Command}|{reply.Code}|{reply.Text}|{Show(reply.Data)}]",
        RawHttpResponse response => $"[{response}|{response.Content}|{string.Join(';', response.Trailers)}|{string.Join(';', response.Informational)}]",
        UriContent content => $"[{content.Content}]",
        PatternMatch match => match.Before + match.Match,
        string text => text,
        System.Collections.IDictionary map => "{" + string.Join(',', map.Keys.Cast<object>().Select(k => Show(k) + ":" + Show(map[k]))) + "}",
        System.Collections.IEnumerable items => "(" + string.Join(',', items.Cast<object>().Select(Show)) + ")",
        _ => output?.ToString() ?? "",
    };
}
