using System.Management.Automation;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using SocketTools.Commands;
using SocketTools.Connections;
using SocketTools.Faults;

namespace SocketTools.Tests.House;

/// <summary>The arrows between the rooms of the house point one way.</summary>
public class RoomTests
{
    // From the roof down: a room knows those below it, and those beside it where no circle comes of that.
    private static readonly string[][] s_core =
    {
        new[] { "Url" },
        new[] { "Http", "Dialogues" },
        new[] { "Replies" },
        new[] { "Reading", "Bodies" },
        new[] { "Connections" },
        new[] { "Tls" },
        new[] { "Transport" },
        new[] { "Framing" },
        new[] { "Tracing", "Limits", "Compat", "Faults" },
    };

    private static readonly string[][] s_module =
    {
        new[] { "Commands" },
        new[] { "CommandBases" },
        new[] { "Keyboard", "Binding", "Reporting", "Formatting" },
    };

    // They stand beside the others: they know what they need, and nobody knows them.
    private static readonly string[] s_beside = { "Playing", "Probing" };

    // Room and room that share a floor and stay apart.
    private static readonly (string From, string To)[] s_apart = { ("Http", "Dialogues"), ("Dialogues", "Http") };

    [Fact]
    public void In_the_core_no_arrow_runs_back() => Assert.Equal("", string.Join("\n", Back(Core(), s_core)));

    [Fact]
    public void In_the_module_no_arrow_runs_back() =>
        Assert.Equal("", string.Join("\n", Back(Module(), s_module.Concat(s_core).ToArray())));

    [Fact]
    public void No_circle_runs_through_the_rooms()
    {
        Assert.Equal("", Core().Circle() ?? "");
        Assert.Equal("", Module().Circle() ?? "");
    }

    [Fact]
    public void Every_room_has_its_place()
    {
        IEnumerable<string> rooms = Core().Arrows.Keys.SelectMany(static a => new[] { a.From, a.To }).Distinct();
        Assert.Empty(rooms.Except(s_core.SelectMany(static f => f)).Except(s_beside));
    }

    [Fact]
    public void A_namespace_is_the_folder()
    {
        foreach (string folder in new[] { Sources("SocketTools.Core"), Sources("SocketTools") })
        {
            Assert.All(Rooms.SourceFiles(folder), f => Assert.True(IsAtHome(folder, f), f));
        }
    }

    [Fact]
    public void An_arrow_that_runs_back_is_seen()
    {
        Rooms core = Core();
        string[][] upsideDown = s_core.Reverse().ToArray();
        Assert.Contains(Back(core, upsideDown), static w => w.StartsWith("Tls -> Transport", StringComparison.Ordinal));
        Assert.Contains(core.Arrows, static a => a.Key == ("Dialogues", "Replies"));
    }

    [Fact]
    public void The_core_says_no_cmdlet_s_and_no_parameter_s_name()
    {
        Type[] cmdlets = typeof(SendSocketLineCommand).Assembly.GetTypes().Where(static t => t.IsDefined(typeof(CmdletAttribute))).ToArray();
        IEnumerable<string> names = cmdlets.Select(static t => t.GetCustomAttribute<CmdletAttribute>()!).Select(static a => $@"\b{a.VerbName}-{a.NounName}\b");
        IEnumerable<string> parameters = cmdlets.SelectMany(static t => t.GetProperties()).Where(static p => p.IsDefined(typeof(ParameterAttribute))).Select(static p => $@"(?<![\w-])-{p.Name}\b");
        var said = new Regex(string.Join('|', names.Concat(parameters).Distinct()));
        IEnumerable<string> found =
            from file in Rooms.SourceFiles(Sources("SocketTools.Core"))
            from line in File.ReadLines(file)
            where said.IsMatch(line)
            select $"{Path.GetFileName(file)} says '{said.Match(line).Value}': {line.Trim()}";
        Assert.Equal("", string.Join("\n", found));
        Assert.Matches(said, "Raise -TimeoutSec.");
        Assert.Matches(said, "Use Send-SocketLine.");
    }

    [Fact]
    public void What_one_room_alone_tells_of_is_made_there()
    {
        var said = new Regex(@"FaultFactory\.(\w+)\(");
        IEnumerable<(string Fault, string Room)> uses =
            from project in new[] { "SocketTools.Core", "SocketTools" }
            from file in Rooms.SourceFiles(Sources(project))
            from Match match in said.Matches(File.ReadAllText(file))
            select (match.Groups[1].Value, Path.GetDirectoryName(file)!);
        ILookup<string, string> rooms = uses.ToLookup(static u => u.Fault, static u => u.Room);
        IEnumerable<string> made = typeof(FaultFactory).GetMethods(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)
            .Where(static m => m.ReturnType == typeof(SocketToolsException) && !m.IsPrivate).Select(static m => m.Name);
        Assert.Equal("", string.Join("\n", made.Where(m => rooms[m].Distinct().Count() < 2)));
    }

    private static List<string> Back(Rooms rooms, string[][] floors)
    {
        return rooms.Arrows.Where(a => RunsBack(a.Key)).Select(static a => $"{a.Key.From} -> {a.Key.To}: {a.Value}").ToList();

        bool RunsBack((string From, string To) arrow) => arrow.From == "Compat" || s_apart.Contains(arrow) || (s_beside.Contains(arrow.To)
            ? FloorOf(arrow.From) < 0 || s_core.Any(f => f.Contains(arrow.From))
            : FloorOf(arrow.To) < FloorOf(arrow.From));

        int FloorOf(string room) => Array.FindIndex(floors, f => f.Contains(room));
    }

    private static Rooms Core() => Read("SocketTools.Core", typeof(SocketConnection).Assembly);

    private static Rooms Module() => Read("SocketTools", typeof(SendSocketLineCommand).Assembly);

    private static Rooms Read(string project, Assembly assembly)
    {
        var rooms = new Rooms();
        rooms.Read(assembly);
        rooms.Read(Sources(project));
        return rooms;
    }

    private static string Sources(string project, [CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "../../../src", project));

    private static bool IsAtHome(string folder, string file)
    {
        string? room = Path.GetDirectoryName(Path.GetRelativePath(folder, file));
        return string.IsNullOrEmpty(room) || Regex.IsMatch(File.ReadAllText(file), $@"^namespace SocketTools\.{room};", RegexOptions.Multiline);
    }
}
