using System.Management.Automation;
using System.Net.Sockets;
using System.Security.Authentication;
using SocketTools.Faults;
using SocketTools.Http;
using SocketTools.Tests.Engine;
using SocketTools.Tests.Servers;

namespace SocketTools.Tests.Cmdlets;

/// <summary>Whatever an input makes the platform throw is one record of the family, and the next input goes on.</summary>
public class ForeignExceptionTests : EngineTest
{
    private static readonly Type[] s_thrown =
    {
        typeof(InvalidOperationException), typeof(ArgumentException), typeof(ArgumentOutOfRangeException), typeof(NullReferenceException), typeof(InvalidDataException),
        typeof(IndexOutOfRangeException), typeof(FormatException), typeof(OverflowException), typeof(DecoderFallbackException), typeof(AuthenticationException),
        typeof(UnauthorizedAccessException), typeof(FileNotFoundException), typeof(PathTooLongException), typeof(IOException), typeof(ObjectDisposedException),
        typeof(SocketException), typeof(OutOfMemoryException), typeof(NotSupportedException), typeof(TimeoutException), typeof(UriFormatException),
        typeof(OperationCanceledException), typeof(TaskCanceledException), typeof(KeyNotFoundException), typeof(PSInvalidCastException),
    };

    [Fact]
    public void Every_exception_is_one_error_and_the_next_input_goes_on()
    {
        Session["thrown"] = s_thrown.SelectMany(static type => new object[]
        {
            type == typeof(ObjectDisposedException) ? new ObjectDisposedException("x") : Activator.CreateInstance(type)!, type.Name,
        }).ToArray();
        EngineResult result = Session.Run("$thrown | Throw-Foreign");
        Assert.Equal(s_thrown.Select(static type => type.Name), result.Output.Select(static o => o!.ToString()));
        Assert.Equal(s_thrown.Length, result.Errors.Count);
        for (int i = 0; i < s_thrown.Length; i++)
        {
            ErrorRecord error = result.Errors[i];
            var fault = Assert.IsType<SocketToolsException>(error.Exception);
            Assert.IsType(s_thrown[i], fault.InnerException);
            Assert.Equal(fault.Fault.ToString(), error.FullyQualifiedErrorId.Split(',')[0]);
            Assert.NotEqual(ErrorCategory.NotSpecified, error.CategoryInfo.Category);
        }
    }

    [Fact]
    public void What_a_command_behind_throws_is_its_own()
    {
        EngineResult result = Session.Run("try { 1, 2 | Throw-Foreign | ForEach-Object { throw 'mine' } } catch { \"caught $_\" }");
        Assert.Equal("caught mine", result.Output.Single()!.ToString());
        Assert.Empty(result.Errors);
        Assert.Equal("caught StopIt", Session.Run("try { [InvalidOperationException]::new('StopIt') | Throw-Foreign -ErrorAction Stop } catch { \"caught $(\"$_\" -replace '.*(StopIt).*', '$1')\" }").Output.Single()!.ToString());
    }

    [Theory]
    [InlineData("Invoke-RawHttpGet", "-OutFile \"a`0b\"")]
    [InlineData("Invoke-RawHttpRequest", "-InFile \"a`0b\" -Method PUT")]
    [InlineData("Invoke-RawHttpGet", "-UnixSocket \"a`0b\"")]
    [InlineData("Get-UriContent", "-OutFile \"a`0b\"")]
    [InlineData("ConvertTo-RawHttpRequest", "-InFile \"a`0b\"")]
    public void A_path_that_no_system_takes_ends_nothing(string cmdlet, string parameters)
    {
        using var server = ScriptedServer.Answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
        EngineResult result = Session.Run($"'{server.Url}', '{server.Url}' | {cmdlet} {parameters}; 'on'");
        Assert.Equal("on", result.Output.Single()!.ToString());
        Assert.NotEmpty(result.Errors);
        Assert.All(result.Errors, static e => Assert.IsType<SocketToolsException>(e.Exception));
    }

    [Theory]
    [InlineData("gzip", 1)]
    [InlineData("deflate", 1)]
    [InlineData("br", 1)]
    [InlineData("gzip", 3)]
    [InlineData("br", 3)]
    public void Coded_data_that_are_none_are_one_error_and_the_next_is_fetched(string coding, int throttle)
    {
        Assert.SkipUnless(HttpFetcher.AcceptedCodings.Contains(coding, StringComparison.Ordinal), "this build has no such decoder");
        using var good = ScriptedServer.Answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
        using var bad = ScriptedServer.Answering($"HTTP/1.1 200 OK\r\nContent-Encoding: {coding}\r\nContent-Length: 25\r\n\r\nthis is none of that code");
        EngineResult result = Session.Run($"'{good.Url}', '{bad.Url}', '{good.Url}', '{bad.Url}', '{good.Url}' | Invoke-RawHttpGet -Decompress -ThrottleLimit {throttle}");
        Assert.Equal(3, result.Output.Count);
        Assert.Equal(2, result.Errors.Count);
        Assert.All(result.Errors, static e => Assert.StartsWith("ProtocolViolation,", e.FullyQualifiedErrorId, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Thousands_of_codings_are_refused_by_number(int throttle)
    {
        string many = string.Join(',', Enumerable.Repeat("gzip", 10_000));
        using var server = ScriptedServer.Answering($"HTTP/1.1 200 OK\r\nContent-Encoding: {many}\r\nContent-Length: 3\r\n\r\nabc");
        ErrorRecord error = Session.Run($"Invoke-RawHttpGet {server.Url} -Decompress -ThrottleLimit {throttle}").SingleError("LimitExceeded", ErrorCategory.LimitsExceeded);
        Assert.Contains("10,000", error.Exception.Message, StringComparison.Ordinal);
    }
}
