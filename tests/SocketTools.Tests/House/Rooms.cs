using System.Reflection;
using System.Text.RegularExpressions;
using Mono.Cecil;
using Mono.Cecil.Cil;

namespace SocketTools.Tests.House;

/// <summary>Which room of an assembly knows which, as the compiled code and its sources tell. A room is a namespace behind <c>SocketTools.</c></summary>
internal sealed class Rooms
{
    private static readonly Regex s_using = new(@"^using (?:static )?SocketTools\.(\w+)", RegexOptions.Multiline);
    private static readonly Regex s_namespace = new(@"^namespace SocketTools\.(\w+);", RegexOptions.Multiline);

    private readonly Dictionary<(string From, string To), string> _arrows = new();

    /// <summary>The rooms that know another, each with one example.</summary>
    internal IReadOnlyDictionary<(string From, string To), string> Arrows => _arrows;

    /// <summary>Reads what the compiled code mentions: signatures, bodies, attributes.</summary>
    internal void Read(Assembly assembly)
    {
        using ModuleDefinition module = ModuleDefinition.ReadModule(assembly.Location);
        foreach (TypeDefinition type in module.GetTypes())
        {
            foreach (TypeReference mentioned in Mentioned(type).SelectMany(Parts))
            {
                Add(RoomOf(type), RoomOf(mentioned), $"{type.FullName} mentions {mentioned.FullName}");
            }
        }
    }

    /// <summary>Reads what the sources name at their top: constants leave no trace in what is compiled, nor does what only a comment refers to.</summary>
    internal void Read(string folder)
    {
        foreach (string file in SourceFiles(folder))
        {
            string source = File.ReadAllText(file);
            string room = s_namespace.Match(source).Groups[1].Value;
            foreach (Match other in s_using.Matches(source))
            {
                Add(room, other.Groups[1].Value, $"{Path.GetFileName(file)} says '{other.Value}'");
            }
        }
    }

    /// <summary>A way through the rooms that comes back to where it began; null where there is none.</summary>
    internal string? Circle()
    {
        foreach (string start in _arrows.Keys.Select(static a => a.From).Distinct().Order(StringComparer.Ordinal))
        {
            if (Way(start, start, new HashSet<string>()) is string way)
            {
                return way;
            }
        }

        return null;
    }

    /// <summary>The sources of a project, without what is made while building.</summary>
    internal static IEnumerable<string> SourceFiles(string folder) =>
        Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories).Where(static f => !Regex.IsMatch(f, @"[\\/](obj|bin)[\\/]"));

    private string? Way(string from, string to, HashSet<string> seen)
    {
        foreach (((string _, string next), string example) in _arrows.Where(a => a.Key.From == from))
        {
            string step = $"{from} -> {next} ({example})";
            if (next == to)
            {
                return step;
            }

            if (seen.Add(next) && Way(next, to, seen) is string rest)
            {
                return step + Environment.NewLine + rest;
            }
        }

        return null;
    }

    private void Add(string? from, string? to, string example)
    {
        if (!string.IsNullOrEmpty(from) && !string.IsNullOrEmpty(to) && from != to)
        {
            _arrows.TryAdd((from, to), example);
        }
    }

    private static string? RoomOf(TypeReference type)
    {
        while (type.DeclaringType is not null)
        {
            type = type.DeclaringType;
        }

        return type.Namespace.StartsWith("SocketTools.", StringComparison.Ordinal) ? type.Namespace.Split('.')[1] : null;
    }

    private static IEnumerable<TypeReference> Parts(TypeReference? type) => type switch
    {
        null => Array.Empty<TypeReference>(),
        GenericInstanceType instance => instance.GenericArguments.SelectMany(Parts).Append(instance.ElementType),
        TypeSpecification specification => Parts(specification.ElementType),
        _ => new[] { type },
    };

    private static IEnumerable<TypeReference?> Mentioned(TypeDefinition type) =>
        type.Interfaces.Select(static i => i.InterfaceType)
            .Append(type.BaseType)
            .Concat(Attributes(type))
            .Concat(type.GenericParameters.SelectMany(static p => p.Constraints).Select(static c => c.ConstraintType))
            .Concat(type.Fields.SelectMany(static f => Attributes(f).Append(f.FieldType)))
            .Concat(type.Properties.SelectMany(Attributes))
            .Concat(type.Methods.SelectMany(Mentioned));

    private static IEnumerable<TypeReference?> Mentioned(MethodDefinition method)
    {
        IEnumerable<TypeReference?> mentioned = Signature(method)
            .Concat(Attributes(method))
            .Concat(method.GenericParameters.SelectMany(static p => p.Constraints).Select(static c => c.ConstraintType));
        return !method.HasBody ? mentioned : mentioned
            .Concat(method.Body.Variables.Select(static v => v.VariableType))
            .Concat(method.Body.ExceptionHandlers.Select(static h => h.CatchType))
            .Concat(method.Body.Instructions.SelectMany(Mentioned));
    }

    private static IEnumerable<TypeReference?> Mentioned(Instruction instruction) => instruction.Operand switch
    {
        TypeReference type => new[] { type },
        FieldReference field => new[] { field.DeclaringType, field.FieldType },
        GenericInstanceMethod generic => Signature(generic).Concat(generic.GenericArguments),
        MethodReference method => Signature(method),
        _ => Array.Empty<TypeReference>(),
    };

    private static IEnumerable<TypeReference?> Signature(MethodReference method) =>
        method.Parameters.Select(static p => p.ParameterType).Append(method.ReturnType).Append(method.DeclaringType);

    private static IEnumerable<TypeReference> Attributes(Mono.Cecil.ICustomAttributeProvider provider) =>
        provider.CustomAttributes.SelectMany(static a => a.ConstructorArguments.Select(static v => v.Value).OfType<TypeReference>().Append(a.AttributeType));
}
