using System.Collections;
using System.Collections.ObjectModel;
using System.Management.Automation;

namespace SocketTools.Shell.StandIns;

/// <summary>What <c>Group-Object</c> writes for a group.</summary>
internal sealed record GroupInfo(ArrayList Values, int Count, Collection<PSObject> Group, string Name);
