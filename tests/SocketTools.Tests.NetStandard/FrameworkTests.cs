using Mono.Cecil;
using SocketTools.Commands;
using SocketTools.Connections;

namespace SocketTools.Tests.NetStandard;

/// <summary>Everything that the build for Windows PowerShell refers to is in .NET Framework 4.7.2 and in Windows PowerShell 5.1.</summary>
public sealed class FrameworkTests : IDisposable
{
    private static readonly string s_framework = FrameworkScan.Folder("FrameworkReferences");
    private static readonly string s_built = Path.GetDirectoryName(typeof(SocketConnection).Assembly.Location)!;

    // libc: behind a look at the system, for files that Windows doesn't have.
    private readonly FrameworkScan _scan = new(
        new[] { "netstandard", "System.Management.Automation", "SocketTools.Core", "libc" },
        s_framework,
        Path.Combine(s_framework, "Facades"),
        FrameworkScan.Folder("PowerShellReferences"),
        s_built);

    [Fact]
    public void What_the_core_and_the_module_refer_to_is_there()
    {
        _scan.Read(typeof(SocketConnection).Assembly.Location);
        _scan.Read(typeof(NewSocketConnectionCommand).Assembly.Location);
        Assert.Equal("", string.Join("\n", _scan.Missing));

        // All of it was looked up: 1,772 when this was written.
        Assert.InRange(_scan.Count, 1500, 10_000);
    }

    [Fact]
    public void A_member_that_came_later_is_missed()
    {
        // string.Contains(char) is in .NET Core 2.0, and in no .NET Framework.
        using ModuleDefinition later = Empty();
        var contains = new MethodReference("Contains", later.TypeSystem.Boolean, later.TypeSystem.String) { HasThis = true };
        contains.Parameters.Add(new ParameterDefinition(later.TypeSystem.Char));
        Assert.Equal("Later refers to System.Boolean System.String::Contains(System.Char), which is not there.", Missed(later, contains));
    }

    [Fact]
    public void A_type_that_came_later_is_missed()
    {
        using ModuleDefinition later = Empty();
        var type = new TypeReference("System.Net.Sockets", "UnixDomainSocketEndPoint", later, later.TypeSystem.CoreLibrary);
        var constructor = new MethodReference(".ctor", later.TypeSystem.Void, type) { HasThis = true };
        constructor.Parameters.Add(new ParameterDefinition(later.TypeSystem.String));
        Assert.Contains("UnixDomainSocketEndPoint, which is not there", Missed(later, constructor), StringComparison.Ordinal);
    }

    [Fact]
    public void A_new_dependency_is_missed()
    {
        using ModuleDefinition later = Empty();
        later.AssemblyReferences.Add(new AssemblyNameReference("System.Memory", new Version(4, 0, 1, 0)));
        later.ModuleReferences.Add(new ModuleReference("libssl"));
        _scan.Read(later);
        Assert.Equal(new[] { "Later depends on System.Memory.", "Later calls into libssl." }, _scan.Missing);
    }

    public void Dispose() => _scan.Dispose();

    private ModuleDefinition Empty()
    {
        var later = ModuleDefinition.CreateModule("Later", new ModuleParameters { AssemblyResolver = _scan.Parameters().AssemblyResolver, Kind = ModuleKind.Dll });
        later.AssemblyReferences.Clear();
        later.AssemblyReferences.Add(new AssemblyNameReference("netstandard", new Version(2, 0, 0, 0)));
        return later;
    }

    // As it looks to who reads it compiled.
    private string Missed(ModuleDefinition later, MethodReference called)
    {
        var caller = new MethodDefinition("Call", MethodAttributes.Static, later.TypeSystem.Void);
        caller.Body.GetILProcessor().Emit(Mono.Cecil.Cil.OpCodes.Call, called);
        var type = new TypeDefinition("", "Caller", TypeAttributes.Class, later.TypeSystem.Object);
        type.Methods.Add(caller);
        later.Types.Add(type);
        using var file = new MemoryStream();
        later.Write(file);
        file.Position = 0;
        using ModuleDefinition compiled = ModuleDefinition.ReadModule(file, _scan.Parameters());
        _scan.Read(compiled);
        return string.Join("\n", _scan.Missing);
    }
}
