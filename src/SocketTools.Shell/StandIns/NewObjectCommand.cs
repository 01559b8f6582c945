using System;
using System.Collections;
using System.Management.Automation;

namespace SocketTools.Shell.StandIns;

/// <summary>Makes an object of a .NET type.</summary>
[Cmdlet(VerbsCommon.New, "Object")]
internal sealed class NewObjectCommand : PSCmdlet
{
    // The language's own ::new picks the overload and converts the arguments. In a table, or a collection would come out as its items.
    private static readonly ScriptBlock s_create = ScriptBlock.Create("param($type, $list) @{ Made = $type::new.Invoke($list) }");

    [Parameter(Mandatory = true, Position = 0)]
    public string TypeName { get; set; } = string.Empty;

    [Parameter(Position = 1)]
    [Alias("Args")]
    public object[] ArgumentList { get; set; } = [];

    [Parameter]
    public IDictionary? Property { get; set; }

    protected override void BeginProcessing()
    {
        if (!LanguagePrimitives.TryConvertTo(TypeName, out Type type))
        {
            PSArgumentException missing = new($"Cannot find type [{TypeName}]: verify that the assembly containing this type is loaded.");
            ThrowTerminatingError(new ErrorRecord(missing, "TypeNotFound", ErrorCategory.InvalidType, TypeName));
        }

        PSObject made = Create(type);
        foreach (DictionaryEntry entry in Property ?? new Hashtable())
        {
            Set(made, entry.Key.ToString()!, entry.Value);
        }

        WriteObject(made);
    }

    private PSObject Create(Type type)
    {
        if (ArgumentList.Length == 0 && (type == typeof(PSObject) || type == typeof(PSCustomObject)))
        {
            return new PSObject();
        }

        // A structure has no constructor without parameters that ::new could find.
        if (ArgumentList.Length == 0 && type.IsValueType)
        {
            return new PSObject(Activator.CreateInstance(type)!);
        }

        PSObject table = InvokeCommand.InvokeScript(useLocalScope: true, s_create, input: null, type, ArgumentList)[0];
        return PSObject.AsPSObject(((Hashtable)table.BaseObject)["Made"]!);
    }

    private void Set(PSObject made, string name, object? value)
    {
        if (made.Properties[name] is { } property)
        {
            property.Value = value;
        }
        else if (made.BaseObject is PSCustomObject)
        {
            made.Properties.Add(new PSNoteProperty(name, value));
        }
        else
        {
            PSArgumentException missing = new($"The member \"{name}\" was not found for the specified .NET object.");
            WriteError(new ErrorRecord(missing, "InvalidOperationException", ErrorCategory.InvalidOperation, made));
        }
    }
}
