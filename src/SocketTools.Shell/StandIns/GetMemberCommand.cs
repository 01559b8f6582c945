using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;

namespace SocketTools.Shell.StandIns;

/// <summary>The members of each type of object that comes in.</summary>
[Cmdlet(VerbsCommon.Get, "Member")]
internal sealed class GetMemberCommand : PSCmdlet
{
    private static readonly string[] s_accessors = ["get_", "set_", "add_", "remove_", "op_"];

    private readonly HashSet<string> _seen = [];

    [Parameter(ValueFromPipeline = true)]
    public PSObject? InputObject { get; set; }

    [Parameter(Position = 0)]
    public string[] Name { get; set; } = ["*"];

    [Parameter]
    [Alias("Type")]
    public PSMemberTypes MemberType { get; set; } = PSMemberTypes.All;

    [Parameter]
    public SwitchParameter Force { get; set; }

    protected override void ProcessRecord()
    {
        if (InputObject is null || !_seen.Add(InputObject.TypeNames[0]))
        {
            return;
        }

        IEnumerable<PSMemberInfo> members = Name.SelectMany(name => InputObject.Members.Match(name, MemberType))
            .Where(member => Force || !s_accessors.Any(prefix => member.Name.StartsWith(prefix, StringComparison.Ordinal)))
            .OrderBy(member => member.MemberType.ToString(), StringComparer.Ordinal)
            .ThenBy(member => member.Name, StringComparer.OrdinalIgnoreCase);
        foreach (PSMemberInfo member in members)
        {
            MemberDefinition definition = new(InputObject.TypeNames[0], member.Name, member.MemberType, member.ToString()!);
            WriteObject(StandInCommands.As("MemberDefinition", definition));
        }
    }

    protected override void EndProcessing()
    {
        if (_seen.Count == 0)
        {
            InvalidOperationException nothing = new("You must specify an object for the Get-Member cmdlet.");
            WriteError(new ErrorRecord(nothing, "NoObjectInGetMember", ErrorCategory.CloseError, targetObject: null));
        }
    }
}
