using System.Diagnostics;

namespace SocketTools.Tests.Servers;

/// <summary>redis-server on a TCP port, keeping nothing on disk.</summary>
internal sealed class RedisServer : ProgramServer
{
    internal RedisServer()
    {
        string program = Find("redis-server", "redis-server");
        Start(port => new ProcessStartInfo(program, new[] { "--port", $"{port}", "--bind", "127.0.0.1", "--save", "", "--dir", Folder }));
    }
}

/// <summary>memcached on a TCP port, with values of up to 64 MiB.</summary>
internal sealed class MemcachedServer : ProgramServer
{
    internal MemcachedServer()
    {
        string program = Find("memcached", "memcached");
        Start(port => new ProcessStartInfo(program, new[] { "-l", "127.0.0.1", "-p", $"{port}", "-u", Environment.UserName, "-m", "256", "-I", "64m" }));
    }
}
