using System;
using System.Globalization;
using SocketTools.Faults;

namespace SocketTools.Http;

/// <summary>What goes wrong with HTTP alone, and with the bodies and files that it moves.</summary>
internal static class HttpFaults
{
    /// <summary>A server that cannot continue a file.</summary>
    internal static SocketToolsException CannotResume(string uri, object response) =>
        new(Fault.ReplyRejected, $"{uri} cannot be continued: the server has no such range.") { Partial = response, Advice = Advice.FetchAnew };

    /// <summary>A range that ends before the file does.</summary>
    /// <param name="count">How much of the file is there, in bytes.</param>
    /// <param name="complete">How long it is, in bytes; null where the server does not say.</param>
    internal static SocketToolsException NotTheRest(long count, long? complete) =>
        new(Fault.Truncated, $"The server sent a part that is not known to be the rest: {count.ToString("N0", CultureInfo.InvariantCulture)} bytes are there, of {(complete is long length ? length.ToString("N0", CultureInfo.InvariantCulture) : "an unknown number")}.");

    /// <summary>A part that came as if it were the whole.</summary>
    internal static SocketToolsException PartWithoutSayingSo(int status, string range) =>
        FaultFactory.ProtocolViolation($"The server answers {status.ToString(CultureInfo.InvariantCulture)}, which stands for the whole, and sends a part: '{FaultFactory.Visible(range)}' (RFC 9110, 14.4). Nothing was written.");

    /// <summary>The same fault, where a body was on its way into a file: what came of it is there, and no other call goes on with it.</summary>
    internal static SocketToolsException BodyLeftInPart(SocketToolsException fault, string path) =>
        new(fault.Fault, fault.Message + $" What came of the body is in '{path}'.", fault) { Partial = fault.Partial, Limit = fault.Limit };

    /// <summary>A body that came whole, with coded data in it that did not.</summary>
    internal static SocketToolsException CodingCutOff(string coding) =>
        new(Fault.Truncated, $"The {coding} data in the body are cut off, although the body came whole.") { Advice = Advice.FetchUndecoded };

    /// <summary>A body whose coded data are none.</summary>
    internal static SocketToolsException NotInCoding(string coding, Exception cause) =>
        new(Fault.ProtocolViolation, $"The body is not in the coding {coding} that Content-Encoding names: {cause.Message.TrimEnd('.')}.", cause) { Advice = Advice.FetchUndecoded };

    /// <summary>A response with more content codings than anybody needs.</summary>
    internal static SocketToolsException TooManyCodings(int count, int most) =>
        new(Fault.LimitExceeded, $"Content-Encoding names {count.ToString("N0", CultureInfo.InvariantCulture)} codings, and at most {most.ToString(CultureInfo.InvariantCulture)} are undone.") { Advice = Advice.FetchUndecoded };

    /// <summary>A pipe whose bytes have gone out, where they would have to go out again.</summary>
    internal static SocketToolsException PipeReadAgain(string path) =>
        FaultFactory.InvalidRequest($"'{path}' is a pipe, which is read once: what came out of it cannot be sent again, to where a redirect leads for one. Send it from a file.");

    /// <summary>The same fault, where a request went out whose response is still to come: the next call would take it for its own.</summary>
    internal static SocketToolsException ResponseStillDue(SocketToolsException fault) =>
        new(fault.Fault, fault.Message + " The response is still due on the connection.", fault) { Partial = fault.Partial, Limit = fault.Limit, Advice = Advice.ReceiveResponse };

    /// <summary>An answer that is no success, where success was required.</summary>
    /// <param name="uri">What was asked for.</param>
    /// <param name="statusLine">The server's words.</param>
    /// <param name="body">The start of what it says beside them; empty: nothing that is text.</param>
    /// <param name="response">The response.</param>
    internal static SocketToolsException NoSuccess(string uri, string statusLine, string body, object response) =>
        new(Fault.ReplyRejected, $"{uri} was answered with '{FaultFactory.Visible(statusLine)}'{(body.Length == 0 ? "" : $": {FaultFactory.Visible(body)}")}.") { Partial = response };

    /// <summary>More redirects than were allowed.</summary>
    internal static SocketToolsException TooManyRedirects(int limit, string next, object response) =>
        new(Fault.LimitExceeded, $"More than {limit.ToString(CultureInfo.InvariantCulture)} redirects; the next would lead to {next}.") { Partial = response, Limit = Limit.Redirection };

    /// <summary>A redirect that is not followed.</summary>
    internal static SocketToolsException RedirectRefused(string reason, object response, Advice advice = Advice.None) =>
        new(Fault.InvalidRequest, reason) { Partial = response, Advice = advice };
}
