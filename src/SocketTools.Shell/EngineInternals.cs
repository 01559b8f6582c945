using System;
using System.Collections.ObjectModel;
using System.IO;
using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Reflection;
using Microsoft.PowerShell.Commands.Internal.Format;

namespace SocketTools.Shell;

/// <summary>
/// Everything that is reached by reflection, in one place. The engine keeps its formatter and two pieces of flow control to
/// itself and to PowerShell's own assemblies; the project pins the engine's version, so the names below are those it has.
/// </summary>
internal static class EngineInternals
{
    private const BindingFlags Any = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;

    private const string Format = "Microsoft.PowerShell.Commands.Internal.Format.";

    private static readonly Assembly s_engine = typeof(PSObject).Assembly;

    /// <summary>Makes <paramref name="command"/> write format objects of a shape: <c>Table</c>, <c>List</c> or <c>Wide</c>.</summary>
    internal static void SetShape(FrontEndCommandBase command, string shape)
    {
        object value = Enum.Parse(Find(Format + "FormatShape"), shape);
        SetImplementation(command, Create(Format + "InnerFormatShapeCommand", value));
    }

    /// <summary>Gives the parameters only <c>Format-Wide</c> has to the formatter behind it.</summary>
    internal static void SetWide(FrontEndCommandBase command, int? columns, bool? autoSize)
    {
        object implementation = Field(typeof(FrontEndCommandBase), "implementation").GetValue(command)!;
        object parameters = Field(implementation.GetType(), "_parameters").GetValue(implementation)!;
        object wide = Create(Format + "WideSpecificParameters");
        Field(wide.GetType(), "columns").SetValue(wide, columns);
        Field(parameters.GetType(), "shapeParameters").SetValue(parameters, wide);
        Field(parameters.GetType(), "autosize").SetValue(parameters, autoSize);
    }

    /// <summary>Makes <paramref name="command"/> render what it is given as text of a width, onto a writer.</summary>
    internal static void SetTextOutput(FrontEndCommandBase command, TextWriter writer, int width)
    {
        object manager = Create(Format + "OutputManagerInner");
        object lines = Create(Format + "TextWriterLineOutput", writer, width);
        manager.GetType().GetProperty("LineOutput", Any)!.SetValue(manager, lines);
        SetImplementation(command, manager);
    }

    /// <summary>The exception by which a command ends everything upstream of it, and nothing else.</summary>
    internal static Exception StopUpstream(Cmdlet command) =>
        (Exception)Create("System.Management.Automation.StopUpstreamCommandsException", command);

    /// <summary>Makes <c>exit</c> in the script that runs next end the session, not only the script.</summary>
    internal static void LetScriptExit(Runspace runspace)
    {
        object context = runspace.GetType().GetProperty("ExecutionContext", Any)!.GetValue(runspace)!;
        context.GetType().GetProperty("ScriptCommandProcessorShouldRethrowExit", Any)!.SetValue(context, true);
    }

    /// <summary>Gives a command the name of the module it stands in for, by which it can be called in full.</summary>
    internal static void SetOwner(SessionStateCommandEntry entry, string module)
    {
        AssemblyName engine = s_engine.GetName();
        Collection<string> none = [];
        object[] arguments = [module, true, "-", "-", module, engine.Version!, engine.Version!, none, none, "-", "-"];
        object owner = Create("System.Management.Automation.PSSnapInInfo", arguments);
        typeof(SessionStateCommandEntry).BaseType!.GetMethod("SetPSSnapIn", Any)!.Invoke(entry, [owner]);
    }

    private static void SetImplementation(FrontEndCommandBase command, object implementation) =>
        Field(typeof(FrontEndCommandBase), "implementation").SetValue(command, implementation);

    private static object Create(string typeName, params object[] arguments) =>
        Activator.CreateInstance(Find(typeName), Any, binder: null, arguments, culture: null)!;

    private static Type Find(string typeName) => s_engine.GetType(typeName, throwOnError: true)!;

    private static FieldInfo Field(Type type, string name) =>
        type.GetField(name, Any) ?? throw new MissingFieldException(type.FullName, name);
}
