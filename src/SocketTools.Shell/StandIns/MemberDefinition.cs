using System.Management.Automation;

namespace SocketTools.Shell.StandIns;

/// <summary>What <c>Get-Member</c> writes for a member.</summary>
internal sealed record MemberDefinition(string TypeName, string Name, PSMemberTypes MemberType, string Definition);
