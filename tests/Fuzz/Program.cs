using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.Linq;
using System.Threading;

namespace SocketTools.Fuzz;

/// <summary>Feeds the targets in turn, for so many minutes or so many inputs each, and tells what was found. The same seed and number of inputs give
/// the same inputs.</summary>
internal static class Program
{
    private static int Main(string[] arguments)
    {
        if (arguments.Length % 2 != 0)
        {
            Console.Error.WriteLine("Usage: SocketTools.Fuzz [--minutes 1 | --inputs 10000] [--seed 1] [--target name]");
            return 2;
        }

        Dictionary<string, string> options = arguments.Chunk(2).ToDictionary(static p => p[0], static p => p[1]);
        int seed = options.TryGetValue("--seed", out string? given) ? int.Parse(given, CultureInfo.InvariantCulture) : Environment.TickCount;
        long most = options.TryGetValue("--inputs", out string? inputs) ? long.Parse(inputs, CultureInfo.InvariantCulture) : long.MaxValue;
        double minutes = options.TryGetValue("--minutes", out string? limit) ? double.Parse(limit, CultureInfo.InvariantCulture) : most < long.MaxValue ? double.MaxValue : 1;
        List<Fuzzer> fuzzers = ReadingTargets.All.Concat(ReplyTargets.All).Concat(HttpTargets.All).Concat(TextTargets.All).Concat(TranscriptTargets.All)
            .Where(t => !options.TryGetValue("--target", out string? name) || t.Name == name)
            .Select(t => new Fuzzer(t, seed))
            .ToList();

        Console.WriteLine($"Seed {seed}, {fuzzers.Count} targets");
        using var watch = new Timer(_ => Hung(fuzzers), null, 10_000, 10_000);
        var clock = Stopwatch.StartNew();
        double told = 1;
        bool goesOn = true;
        while (goesOn && clock.Elapsed.TotalMinutes < minutes)
        {
            goesOn = false;
            foreach (Fuzzer fuzzer in fuzzers)
            {
                goesOn |= fuzzer.Go(Math.Min(1000, most - fuzzer.Inputs));
            }

            if (clock.Elapsed.TotalMinutes > told)
            {
                told = Math.Max(told * 1.5, clock.Elapsed.TotalMinutes);
                Console.WriteLine($"{clock.Elapsed:hh\\:mm\\:ss} {fuzzers.Sum(static f => f.Inputs):N0} inputs, fed {fuzzers.Sum(static f => f.Feeds):N0} times, {fuzzers.Sum(static f => f.Findings)} findings");
            }
        }

        foreach (Fuzzer fuzzer in fuzzers)
        {
            Console.WriteLine($"{(fuzzer.Findings == 0 ? "ok  " : "BAD ")} {fuzzer.Name,-12} {fuzzer.Inputs,14:N0} inputs {fuzzer.Feeds,14:N0} fed {fuzzer.Kinds,6:N0} kinds of outcome");
        }

        int bad = fuzzers.Count(static f => f.Findings > 0);
        Console.WriteLine($"{fuzzers.Sum(static f => f.Inputs):N0} inputs, fed {fuzzers.Sum(static f => f.Feeds):N0} times in {clock.Elapsed:hh\\:mm\\:ss}; targets: {fuzzers.Count - bad} passed, {bad} failed");
        return bad == 0 ? 0 : 1;
    }

    // Measured in what this process worked, not in time: a busy machine hangs nobody.
    private static void Hung(List<Fuzzer> fuzzers)
    {
        TimeSpan now = Process.GetCurrentProcess().TotalProcessorTime;
        if (fuzzers.Find(f => f.IsAtWork && now - f.WorkedBefore > TimeSpan.FromSeconds(30)) is Fuzzer hung)
        {
            Console.WriteLine($"BAD  {hung.Name} does not end: {hung.Current}");
            Environment.Exit(1);
        }
    }
}
