using System.Reflection;
using Mono.Cecil;

namespace SocketTools.Tests.NetStandard;

/// <summary>What Windows PowerShell 5.1 on .NET Framework 4.7.2 lacks of what a library refers to, as the reference assemblies of both tell.</summary>
internal sealed class FrameworkScan : IDisposable
{
    private readonly Resolver _resolver;
    private readonly List<string> _missing = new();

    /// <summary>Makes one.</summary>
    /// <param name="allowed">The names of the libraries that may be referred to.</param>
    /// <param name="folders">Where their reference assemblies are; the first that has one counts.</param>
    internal FrameworkScan(IEnumerable<string> allowed, params string[] folders)
    {
        Allowed = allowed.ToHashSet(StringComparer.Ordinal);
        _resolver = new Resolver(folders);
    }

    /// <summary>The names of the libraries that may be referred to.</summary>
    internal HashSet<string> Allowed { get; }

    /// <summary>How many types and members were looked up.</summary>
    internal int Count { get; private set; }

    /// <summary>What is not there, a sentence each.</summary>
    internal IReadOnlyList<string> Missing => _missing;

    /// <summary>Where the build found the packages that it was told of: see the project's file.</summary>
    internal static string Folder(string name) =>
        typeof(FrameworkScan).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == name).Value!;

    /// <summary>Looks up everything that a library refers to.</summary>
    internal void Read(string path)
    {
        using ModuleDefinition module = ModuleDefinition.ReadModule(path, Parameters());
        Read(module);
    }

    /// <summary>The parameters with which a module resolves here.</summary>
    internal ReaderParameters Parameters() => new() { AssemblyResolver = _resolver };

    /// <summary>Looks up everything that a module refers to.</summary>
    internal void Read(ModuleDefinition module)
    {
        foreach (AssemblyNameReference reference in module.AssemblyReferences.Where(r => !Allowed.Contains(r.Name)))
        {
            _missing.Add($"{module.Name} depends on {reference.Name}.");
        }

        foreach (ModuleReference native in module.ModuleReferences.Where(r => !Allowed.Contains(r.Name)))
        {
            _missing.Add($"{module.Name} calls into {native.Name}.");
        }

        foreach (TypeReference type in module.GetTypeReferences())
        {
            Look(module, type, static t => ((TypeReference)t).Resolve());
        }

        // The members of arrays are nobody's: the runtime makes them.
        foreach (MemberReference member in module.GetMemberReferences().Where(static m => m.DeclaringType is not ArrayType))
        {
            Look(module, member, static m => m is MethodReference method ? method.Resolve() : ((FieldReference)m).Resolve());
        }
    }

    public void Dispose() => _resolver.Dispose();

    private void Look(ModuleDefinition module, MemberReference member, Func<MemberReference, object?> resolve)
    {
        Count++;
        try
        {
            if (resolve(member) is not null)
            {
                return;
            }
        }
        catch (AssemblyResolutionException)
        {
            // Named below by the member that needs it.
        }

        _missing.Add($"{module.Name} refers to {member.FullName}, which is not there.");
    }

    // Nothing but the folders: what this machine has of .NET must not answer.
    private sealed class Resolver : IAssemblyResolver
    {
        private readonly string[] _folders;
        private readonly Dictionary<string, AssemblyDefinition> _read = new(StringComparer.Ordinal);

        internal Resolver(string[] folders) => _folders = folders;

        public AssemblyDefinition Resolve(AssemblyNameReference name) => Resolve(name, new ReaderParameters());

        public AssemblyDefinition Resolve(AssemblyNameReference name, ReaderParameters parameters)
        {
            if (_read.TryGetValue(name.Name, out AssemblyDefinition? known))
            {
                return known;
            }

            string? path = _folders.Select(f => Path.Combine(f, $"{name.Name}.dll")).FirstOrDefault(File.Exists);
            return _read[name.Name] = path is null
                ? throw new AssemblyResolutionException(name)
                : AssemblyDefinition.ReadAssembly(path, new ReaderParameters { AssemblyResolver = this });
        }

        public void Dispose()
        {
            foreach (AssemblyDefinition assembly in _read.Values)
            {
                assembly.Dispose();
            }
        }
    }
}
