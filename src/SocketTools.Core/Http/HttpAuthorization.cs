using System;
using System.Text;
using SocketTools.Faults;
using SocketTools.Framing;

namespace SocketTools.Http;

/// <summary>Values of the Authorization field.</summary>
public static class HttpAuthorization
{
    /// <summary>Basic authentication (RFC 7617).</summary>
    /// <exception cref="SocketToolsException"><see cref="Fault.InvalidRequest"/>: a colon in the name.</exception>
    public static string Basic(string userName, string password) => userName.IndexOf(':') >= 0
        ? throw FaultFactory.InvalidRequest("A user name for Basic authentication holds no colon (RFC 7617, 2). Nothing was sent.")
        : "Basic " + Convert.ToBase64String(StrictText.Encode(Encoding.UTF8, userName + ":" + password, isSecret: true));

    /// <summary>Bearer authentication (RFC 6750, 2.1).</summary>
    public static string Bearer(string token) => "Bearer " + token;
}
