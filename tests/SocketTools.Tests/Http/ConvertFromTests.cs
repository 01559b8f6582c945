using SocketTools.Faults;
using SocketTools.Http;
using SocketTools.Tests.Engine;

namespace SocketTools.Tests.Http;

/// <summary>ConvertFrom-RawHttpResponse: responses from bytes, text and files.</summary>
public class ConvertFromTests : EngineTest
{
    [Fact]
    public void Every_case_of_the_table_comes_out_of_the_cmdlet_too()
    {
        foreach (ResponseCase expected in ResponseCase.All.Values.Where(static c => c.Wire.Length > 0))
        {
            Session["bytes"] = expected.Wire;
            Session["method"] = expected.Method;
            EngineResult result = Session.Run(
                $"ConvertFrom-RawHttpResponse $bytes -Method $method -MaxHeaderBytes {ResponseTable.Budget} -MaxBodyBytes {ResponseTable.Budget}");
            Assert.Null(result.Terminating);
            string outcome = result.Output.Count > 0
                ? Outcome.Of((RawHttpResponse)result.Output[0]!, canGoOn: null, left: Array.Empty<byte>())
                : Outcome.Of((SocketToolsException)Assert.Single(result.Errors).Exception);
            Assert.Equal((expected.Name, expected.ExpectedFromMemory), (expected.Name, outcome));
        }
    }
}
