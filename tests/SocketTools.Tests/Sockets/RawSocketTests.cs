using System.Management.Automation;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using SocketTools.Connections;
using SocketTools.Faults;
using SocketTools.Tests.Engine;
using SocketTools.Transport;

namespace SocketTools.Tests.Sockets;

/// <summary>Raw sockets, with the privilege and without.</summary>
public class RawSocketTests : EngineTest
{
    private const int Nobody = 65534;

    [Fact]
    public void An_ICMP_echo_made_by_hand_is_answered()
    {
        if (!MayOpenRawSockets())
        {
            Assert.Skip("Raw sockets need root or CAP_NET_RAW.");
        }

        EngineResult result = Run("""
            $c = New-SocketConnection 127.0.0.1 -SocketType Raw -ProtocolType Icmp
            [byte[]] $echo = 8, 0, 0, 0, 0x12, 0x34, 0, 1 + [Text.Encoding]::ASCII.GetBytes('hello, host!')
            $sum = 0
            for ($i = 0; $i -lt $echo.Length; $i += 2) { $sum += $echo[$i] * 256 + $echo[$i + 1] }
            $sum = -bnot (($sum -band 0xFFFF) + ($sum -shr 16)) -band 0xFFFF
            $echo[2] = $sum -shr 8
            $echo[3] = $sum -band 0xFF

            # On loopback the request itself is heard too, and so is whatever else pings here, or is told of a closed port: of many at once the
            # socket drops what it cannot hold, and the question is put again. 20 bytes of IP header come before each.
            for ($tries = 0; -not $answer -and $tries -lt 60; $tries++) {
                Send-SocketDatagram $echo -Connection $c
                do {
                    $datagram = Receive-SocketDatagram $c -TimeoutSec 2 -ErrorAction Ignore
                    $answer = $datagram | Where-Object { $_.Data[20] -eq 0 -and $_.Data[24] -eq 0x12 -and $_.Data[25] -eq 0x34 }
                } while ($datagram -and -not $answer)
            }

            [Text.Encoding]::ASCII.GetString($answer.Data, 28, $answer.Data.Length - 28)
            "$($answer.RemoteEndPoint.Address)"
            """);
        Adopt();
        Assert.Equal(new[] { "hello, host!", "127.0.0.1" }, result.Texts);
        Assert.Equal(0, Connection.Port);
    }

    [Fact]
    public void Without_the_privilege_it_is_AccessDenied_and_says_what_is_needed()
    {
        if (!MayOpenRawSockets())
        {
            ErrorRecord error = Session.Run("New-SocketConnection 127.0.0.1 -SocketType Raw -ProtocolType Icmp").SingleError("AccessDenied", ErrorCategory.PermissionDenied);
            Assert.Contains("CAP_NET_RAW", error.Exception.Message, StringComparison.Ordinal);
        }
        else if (RuntimeInformation.OSArchitecture is not (Architecture.X64 or Architecture.Arm64))
        {
            Assert.Skip("How a thread gives its privilege up is not known here for this processor.");
        }
        else
        {
            SocketToolsException fault = AsNobody(static () => Faulty.Throws(Fault.AccessDenied, static () => OpenRaw().Dispose()));
            Assert.Contains("CAP_NET_RAW", fault.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("New-SocketConnection 127.0.0.1 -SocketType Raw")]
    [InlineData("New-SocketConnection 127.0.0.1 -ProtocolType Icmp")]
    [InlineData("New-SocketConnection 127.0.0.1 80 -SocketType Raw -ProtocolType Icmp")]
    [InlineData("New-SocketConnection 127.0.0.1:80 -SocketType Raw -ProtocolType Icmp")]
    [InlineData("New-SocketConnection 127.0.0.1 -SocketType Raw -ProtocolType Icmp -Tls")]
    public void What_cannot_be_meant_is_refused(string script)
    {
        EngineResult result = Session.Run(script);
        string id = result.Terminating is RuntimeException thrown ? thrown.ErrorRecord.FullyQualifiedErrorId : Assert.Single(result.Errors).FullyQualifiedErrorId;
        Assert.StartsWith("InvalidRequest,", id, StringComparison.Ordinal);
    }

    private static SocketConnection OpenRaw() =>
        new ConnectionOpener { Recipe = new SocketRecipe { SocketType = SocketType.Raw, ProtocolType = ProtocolType.Icmp } }
            .Open(HostEndPoint.ParseWithoutPort("127.0.0.1", null), Tests.Connections.Pair.Clock());

    private static bool MayOpenRawSockets()
    {
        try
        {
            new Socket(AddressFamily.InterNetwork, SocketType.Raw, ProtocolType.Icmp).Dispose();
            return true;
        }
        catch (SocketException forbidden) when (forbidden.SocketErrorCode == SocketError.AccessDenied)
        {
            return false;
        }
    }

    // On Linux users and privileges are a thread's own: what the C library spreads over all threads, the bare system call does not.
    private static T AsNobody<T>(Func<T> work)
    {
        T? result = default;
        Exception? thrown = null;
        var thread = new Thread(() =>
        {
            try
            {
                Assert.Equal(0, SetEffectiveUser(Nobody));
                result = work();
            }
            catch (Exception failed)
            {
                thrown = failed;
            }
            finally
            {
                SetEffectiveUser(0);
            }
        });
        thread.Start();
        thread.Join();
        return thrown is null ? result! : throw new InvalidOperationException("Failed as nobody.", thrown);
    }

    private static long SetEffectiveUser(int user)
    {
        const long Unchanged = -1;
        return SystemCall(RuntimeInformation.OSArchitecture == Architecture.X64 ? 117 : 147, Unchanged, user, Unchanged);
    }

    [DllImport("libc", EntryPoint = "syscall")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static extern long SystemCall(long number, long first, long second, long third);
}
