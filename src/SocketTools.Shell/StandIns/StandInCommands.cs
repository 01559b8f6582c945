using System;
using System.Collections.Generic;
using System.IO;
using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Reflection;

namespace SocketTools.Shell.StandIns;

/// <summary>
/// The commands every script takes for granted and the engine alone lacks. PowerShell ships them in modules beside the engine;
/// where such a module is there its commands are used, and none of these.
/// </summary>
internal static class StandInCommands
{
    private static readonly Dictionary<string, Type[]> s_byModule = new()
    {
        ["Microsoft.PowerShell.Utility"] =
        [
            typeof(ConvertFromJsonCommand), typeof(ConvertToJsonCommand), typeof(FormatListCommand), typeof(FormatTableCommand),
            typeof(FormatWideCommand), typeof(GetDateCommand), typeof(GetFileHashCommand), typeof(GetMemberCommand),
            typeof(GetRandomCommand), typeof(GetVariableCommand), typeof(GroupObjectCommand), typeof(MeasureCommandCommand),
            typeof(MeasureObjectCommand), typeof(NewObjectCommand), typeof(OutFileCommand), typeof(OutStringCommand),
            typeof(ReadHostCommand), typeof(SelectObjectCommand), typeof(SortObjectCommand), typeof(StartSleepCommand),
            typeof(WriteErrorCommand), typeof(WriteHostCommand), typeof(WriteOutputCommand), typeof(WriteVerboseCommand),
            typeof(WriteWarningCommand),
        ],
        ["Microsoft.PowerShell.Management"] =
        [
            typeof(GetChildItemCommand), typeof(GetContentCommand), typeof(GetItemCommand), typeof(GetLocationCommand),
            typeof(JoinPathCommand), typeof(RemoveItemCommand), typeof(ResolvePathCommand), typeof(SetContentCommand),
            typeof(SetLocationCommand), typeof(TestPathCommand),
        ],
        ["Microsoft.PowerShell.Security"] = [typeof(GetCredentialCommand)],
    };

    internal static void AddTo(InitialSessionState state)
    {
        string engineFolder = Path.GetDirectoryName(typeof(PSObject).Assembly.Location)!;
        foreach ((string module, Type[] types) in s_byModule)
        {
            if (!Directory.Exists(Path.Combine(engineFolder, "Modules", module)))
            {
                Add(state, module, types);
            }
        }
    }

    /// <summary>Wraps what a stand-in writes so that the engine's view for the real command's output shows it.</summary>
    internal static PSObject As(string typeName, object value)
    {
        PSObject wrapped = new(value);
        wrapped.TypeNames.Insert(0, "Microsoft.PowerShell.Commands." + typeName);
        return wrapped;
    }

    private static void Add(InitialSessionState state, string module, Type[] types)
    {
        foreach (Type type in types)
        {
            CmdletAttribute cmdlet = type.GetCustomAttribute<CmdletAttribute>()!;
            SessionStateCmdletEntry entry = new($"{cmdlet.VerbName}-{cmdlet.NounName}", type, helpFileName: null);

            // So that names with the module in front are found too; the engine's own completion of paths writes them so.
            EngineInternals.SetOwner(entry, module);
            state.Commands.Add(entry);
        }
    }
}
