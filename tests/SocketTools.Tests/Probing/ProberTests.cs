using System.Net;
using System.Net.Sockets;
using SocketTools.Probing;
using SocketTools.Tests.Servers;

namespace SocketTools.Tests.Probing;

/// <summary>Several addresses, shortages, and a socket that meets itself.</summary>
public class ProberTests
{
    [Fact]
    public void Where_one_of_several_addresses_is_open_it_is_the_one_that_is_told()
    {
        using var server = ScriptedServer.Start();
        PortTest test = ProbeAddresses(server.Port, new ProbeSettings(), IPAddress.Parse("127.0.0.9"), IPAddress.Loopback, IPAddress.Parse("127.0.0.8"));
        Assert.Equal((PortState.Open, IPAddress.Loopback), (test.State, test.Address));
    }

    [Fact]
    public void Where_none_is_open_each_ones_reason_is_told_and_a_refusal_counts_most()
    {
        using var hole = new BlackHole();
        var settings = new ProbeSettings { Timeout = TimeSpan.FromSeconds(0.6) };
        PortTest test = ProbeAddresses(hole.Port, settings, IPAddress.Loopback, IPAddress.Parse("127.0.0.9"));
        Assert.Equal((PortState.Closed, IPAddress.Parse("127.0.0.9")), (test.State, test.Address));
        Assert.Equal("127.0.0.9: connection refused; 127.0.0.1: no answer within 0.6 s", test.Reason);
    }

    [Fact]
    public void A_silent_address_does_not_keep_the_next_from_being_tried()
    {
        using var hole = new BlackHole();
        using var server = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        server.Bind(new IPEndPoint(IPAddress.Parse("127.0.0.7"), hole.Port));
        server.Listen(1);
        PortTest test = ProbeAddresses(hole.Port, new ProbeSettings { Timeout = TimeSpan.Zero }, IPAddress.Loopback, IPAddress.Parse("127.0.0.7"));
        Assert.Equal((PortState.Open, IPAddress.Parse("127.0.0.7")), (test.State, test.Address));
    }

    [Fact]
    public void A_shortage_of_handles_is_waited_out()
    {
        using var dead = new RefusingPort();
        var wire = new ShortWire(most: 5);
        var settings = new ProbeSettings { ThrottleLimit = 1000, Timeout = TimeSpan.FromSeconds(60) };
        List<ProbeOutcome> outcomes = Probe(settings, wire, 3000, dead.Port);
        Assert.Equal(3000, outcomes.Count(static o => o.Test!.State == PortState.Closed));
        Assert.True(wire.Refused > 0, "There was no shortage.");
    }

    [Fact]
    public void A_shortage_that_does_not_end_is_an_error_and_not_a_closed_port()
    {
        using var server = ScriptedServer.Start();
        List<ProbeOutcome> outcomes = Probe(new ProbeSettings { Timeout = TimeSpan.FromSeconds(0.3) }, new ShortWire(most: 0), 300, server.Port);
        Assert.Equal(300, outcomes.Count(static o => o.Test!.State == PortState.Error && o.Test.Reason == "not probed: this process may not open more sockets"));
    }

    [Fact]
    public void An_address_that_this_machine_cannot_leave_for_is_no_shortage()
    {
        // 255.255.255.255 takes no stream, and says so at once.
        PortTest test = ProbeAddresses(9, new ProbeSettings { Timeout = TimeSpan.FromSeconds(60) }, IPAddress.Broadcast);
        Assert.Equal(PortState.Error, test.State);
    }

    [Fact]
    public void A_socket_that_has_met_itself_is_not_an_open_port()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        var itself = (IPEndPoint)socket.LocalEndPoint!;
        socket.Connect(itself);
        Assert.Equal(SocketError.IsConnected, new TcpWire().Outcome(socket, itself, out _));
    }

    [Fact]
    public void What_nobody_expected_comes_to_the_one_that_asked()
    {
        Assert.Throws<InvalidTimeZoneException>(() => Probe(new ProbeSettings(), new BrokenWire(), 3, 9));
    }

    [Fact]
    public void Names_are_looked_up_side_by_side_and_each_once()
    {
        using var server = ScriptedServer.Start();
        using var prober = new PortProber(new ProbeSettings { Family = AddressFamily.InterNetwork }, default);
        var found = new List<ProbeOutcome>();
        PortList port = PortList.Of(server.Port);
        for (int i = 0; i < 500; i++)
        {
            prober.Add(i % 5 == 0 ? $"nobody{i}.invalid" : "localhost", port, found.Add);
        }

        prober.Finish(found.Add);
        Assert.Equal(100, found.Count(static o => o.Fault is not null));
        Assert.Equal(400, found.Count(static o => o.Test?.State == PortState.Open));
    }

    [Fact]
    public void The_limit_of_the_process_is_known_where_the_system_tells_it()
    {
        int free = HandleBudget.Free();
        Assert.True(free >= 1);
        Assert.True(!OperatingSystem.IsLinux() || free < int.MaxValue, "Linux tells it.");
    }

    private static PortTest ProbeAddresses(int port, ProbeSettings settings, params IPAddress[] addresses)
    {
        var schedule = new ProbeSchedule(settings, int.MaxValue);
        schedule.Add(new HostPorts("host.test", PortList.Of(port)) { Addresses = addresses }, expected: false);
        return Assert.Single(Collect(schedule, new ProbePump(schedule, settings))).Test!;
    }

    private static List<ProbeOutcome> Probe(ProbeSettings settings, IProbeWire wire, int count, int port)
    {
        var schedule = new ProbeSchedule(settings, int.MaxValue);
        for (int i = 0; i < count; i++)
        {
            schedule.Add(new HostPorts("127.0.0.1", PortList.Of(port)) { Addresses = new[] { IPAddress.Loopback } }, expected: false);
        }

        return Collect(schedule, new ProbePump(schedule, settings, wire));
    }

    private static List<ProbeOutcome> Collect(ProbeSchedule schedule, ProbePump pump)
    {
        schedule.Complete();
        Thread thread = pump.Start();
        var outcomes = new List<ProbeOutcome>();
        bool ready = false;
        Eventually.True(
            () =>
            {
                outcomes.AddRange(schedule.Collect(room: false, 100, out ready));
                return ready;
            },
            "the end of the probes");
        thread.Join();
        schedule.Failure?.Throw();
        outcomes.AddRange(schedule.Collect(room: false, 0, out _));
        return outcomes;
    }

    // TCP in a process that may have so many sockets open and no more: what the system says then.
    private sealed class ShortWire : IProbeWire
    {
        private readonly TcpWire _wire = new();
        private readonly List<Socket> _open = new();
        private readonly int _most;

        internal ShortWire(int most) => _most = most;

        internal int Refused { get; private set; }

        public PortState Silent => _wire.Silent;

        public string Silence(TimeSpan wait) => _wire.Silence(wait);

        public Socket Create(AddressFamily family)
        {
            _open.RemoveAll(static s => s.SafeHandle.IsClosed);
            if (_open.Count >= _most)
            {
                Refused++;
                throw new SocketException((int)SocketError.TooManyOpenSockets);
            }

            _open.Add(_wire.Create(family));
            return _open[^1];
        }

        public SocketError Begin(Socket socket, IPEndPoint to) => _wire.Begin(socket, to);

        public SocketError Outcome(Socket socket, IPEndPoint to, out string reason) => _wire.Outcome(socket, to, out reason);

        public PortState StateOf(SocketError error, out string reason) => _wire.StateOf(error, out reason);
    }

    private sealed class BrokenWire : IProbeWire
    {
        public PortState Silent => PortState.Filtered;

        public string Silence(TimeSpan wait) => "";

        public Socket Create(AddressFamily family) => throw new InvalidTimeZoneException();

        public SocketError Begin(Socket socket, IPEndPoint to) => SocketError.Success;

        public SocketError Outcome(Socket socket, IPEndPoint to, out string reason) => throw new InvalidTimeZoneException();

        public PortState StateOf(SocketError error, out string reason) => throw new InvalidTimeZoneException();
    }
}
