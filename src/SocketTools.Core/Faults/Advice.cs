namespace SocketTools.Faults;

/// <summary>What can be done about a fault, as data: whoever tells of it words it for its user.</summary>
// Of 64 bits, so that ConvertTo-Json writes the name.
public enum Advice : long
{
    /// <summary>Nothing but what the fault itself suggests.</summary>
    None,

    /// <summary>The name may be wrong; an address does without one.</summary>
    CheckName,

    /// <summary>Nobody may listen there, or something may stand between.</summary>
    CheckService,

    /// <summary>Somebody listens there who may speak something else.</summary>
    CheckProtocol,

    /// <summary>The path may be another, or nobody listen there.</summary>
    CheckPath,

    /// <summary>There may be no such file, or no such folder.</summary>
    CheckFile,

    /// <summary>A local address is not to be had: another may be, or this one once it is given up.</summary>
    ChooseAnotherAddress,

    /// <summary>Somebody else is at it: once they are done, or stopped, it can be done.</summary>
    WaitForOther,

    /// <summary>The connection cannot be trusted any more.</summary>
    CloseConnection,

    /// <summary>The connection is kept and nothing is lost: the same may be asked for again.</summary>
    CallAgain,

    /// <summary>The listener still listens.</summary>
    AcceptAgain,

    /// <summary>What came can still be read.</summary>
    ReadWhatCame,

    /// <summary>What is not in the file can still be received.</summary>
    ReceiveTheRest,

    /// <summary>What came before can still be read; to go on takes another connection.</summary>
    ConnectAgain,

    /// <summary>The connection was closed here.</summary>
    OpenConnection,

    /// <summary>The listener was stopped here.</summary>
    StartListener,

    /// <summary>Datagrams need a socket of their kind.</summary>
    OpenForDatagrams,

    /// <summary>The response is still due on the connection.</summary>
    ReceiveResponse,

    /// <summary>The command was sent, and its reply is still due.</summary>
    ReadReply,

    /// <summary>What came can still be read, but replies may be out of step from here on.</summary>
    LookAtBytes,

    /// <summary>The data can be looked at as they came.</summary>
    FetchUndecoded,

    /// <summary>It has to be fetched from its beginning.</summary>
    FetchAnew,

    /// <summary>What came lies in a file, and fetching can go on behind it.</summary>
    Resume,

    /// <summary>The certificate can be looked at, and taken all the same.</summary>
    TakeCertificate,

    /// <summary>The stream can be taken as whole.</summary>
    TakeCut,

    /// <summary>Redirects are followed where that is asked for.</summary>
    FollowRedirects,

    /// <summary>Redirects to where everybody can listen are followed only where that is asked for.</summary>
    FollowInsecurely,

    /// <summary>The proxy wants a name and password, or others.</summary>
    NameYourselfToProxy,

    /// <summary>Secrets go unprotected only where that is asked for.</summary>
    SendUnprotected,

    /// <summary>Another encoding has the character.</summary>
    UseAnotherEncoding,

    /// <summary>The server has to be reached by a name, and by one connection at a time.</summary>
    ReachByName,

    /// <summary>The key in the file is encrypted.</summary>
    GiveCertificatePassword,
}
