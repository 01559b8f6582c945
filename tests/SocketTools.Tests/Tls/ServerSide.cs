using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using SocketTools.Tests.Servers;

namespace SocketTools.Tests.Tls;

/// <summary>TLS on the server's end of a scripted connection.</summary>
internal static class ServerSide
{
    /// <summary>Shakes hands with a client.</summary>
    internal static Task ProtectAsync(this ScriptedClient client, X509Certificate2 certificate, Action<SslServerAuthenticationOptions>? more = null) =>
        client.WrapAsync(async below =>
        {
            var options = new SslServerAuthenticationOptions { ServerCertificate = certificate };
            more?.Invoke(options);
            var secure = new SslStream(below);
            try
            {
                await secure.AuthenticateAsServerAsync(options);
            }
            catch (AuthenticationException)
            {
                // The client did not like something: its own test says what.
                await secure.DisposeAsync();
                throw new IOException("The handshake failed.");
            }

            return secure;
        });

    /// <summary>Says that nothing more will come (RFC 8446, 6.1).</summary>
    internal static Task SendCloseNotifyAsync(this ScriptedClient client) => ((SslStream)client.Stream).ShutdownAsync();

    /// <summary>A server that speaks TLS with every client, and then does what its script says.</summary>
    internal static ScriptedServer Start(
        X509Certificate2 certificate, Func<ScriptedClient, Task> script, Action<SslServerAuthenticationOptions>? more = null) =>
        ScriptedServer.Start(async client =>
        {
            await client.ProtectAsync(certificate, more);
            await script(client);
        });

    /// <summary>A server that greets over TLS, and waits for the client to leave.</summary>
    internal static ScriptedServer Greeting(X509Certificate2 certificate, Action<SslServerAuthenticationOptions>? more = null) =>
        Start(
            certificate,
            async client =>
            {
                await client.SendAsync("hello\r\n");
                await client.ReadToEndAsync();
            },
            more);
}
