using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using SocketTools.Faults;

namespace SocketTools.Fuzz;

/// <summary>Feeds one target.</summary>
internal sealed class Fuzzer
{
    private const int MostKept = 2000;
    private const int MostFindings = 5;
    private const long LeastMemory = 4 * 1024 * 1024;

    private readonly Target _target;
    private readonly Random _random;
    private readonly Mutator _mutator;
    private readonly List<(string Context, byte[] Bytes)> _pool;
    private readonly int _first;
    private readonly HashSet<int> _kinds = new();
    private Feed? _feed;

    internal Fuzzer(Target target, int seed)
    {
        _target = target;
        _random = new Random(seed);
        _mutator = new Mutator(_random);
        _pool = Corpus.Read(target.Name).ToList();
        _first = _pool.Count;
    }

    internal string Name => _target.Name;

    /// <summary>How many inputs were made.</summary>
    internal long Inputs { get; private set; }

    /// <summary>How often the target was fed: each input whole, and cut.</summary>
    internal long Feeds { get; private set; }

    internal int Findings { get; private set; }

    /// <summary>How many outcomes there were that differ in more than their numbers.</summary>
    internal int Kinds => _kinds.Count;

    internal bool IsAtWork => _feed is not null;

    /// <summary>What the process had worked when the current thousand began.</summary>
    internal TimeSpan WorkedBefore { get; private set; }

    /// <summary>The input that is being fed.</summary>
    internal string Current => _feed is Feed feed ? Written(feed.Context, feed.Bytes) : "";

    /// <summary>Goes on with so many inputs; those of the corpus are the first.</summary>
    /// <returns>Whether there were any to go on with.</returns>
    internal bool Go(long count)
    {
        WorkedBefore = Process.GetCurrentProcess().TotalProcessorTime;
        for (long i = 0; i < count && Findings < MostFindings; i++)
        {
            (string context, byte[] bytes) = Inputs < _first ? _pool[(int)Inputs] : Next();
            Inputs++;
            Try(context, bytes);
        }

        return count > 0 && Findings < MostFindings;
    }

    private (string Context, byte[] Bytes) Next()
    {
        (string context, byte[] seed) = _pool[_random.Next(_pool.Count)];
        (string other, byte[] bytes) = _pool[_random.Next(_pool.Count)];
        return (_random.Next(8) == 0 ? other : context, _mutator.Make(seed, bytes));
    }

    private void Try(string context, byte[] bytes)
    {
        string? whole = Outcome(context, bytes, []);
        if (whole is null)
        {
            return;
        }

        // An outcome of a new kind is worth going on from.
        if (_kinds.Add(KindOf(whole)) && Inputs > _first && _pool.Count < MostKept)
        {
            _pool.Add((context, bytes));
        }

        if (!_target.Splits)
        {
            return;
        }

        if (Inputs <= _first || (Inputs % 256 == 0 && bytes.Length <= 300))
        {
            for (int at = 0; at < bytes.Length; at++)
            {
                Compare(context, bytes, [at], whole);
            }

            Compare(context, bytes, [.. Enumerable.Range(0, bytes.Length)], whole);
        }
        else
        {
            Compare(context, bytes, _mutator.Cuts(bytes.Length), whole);
        }
    }

    private void Compare(string context, byte[] bytes, int[] cuts, string whole)
    {
        string? cut = Outcome(context, bytes, cuts);
        if (cut is not null && cut != whole)
        {
            Report($"Cut at {string.Join(',', cuts)} it is another:\n  {whole}\n  {cut}", context, bytes);
        }
    }

    private string? Outcome(string context, byte[] bytes, int[] cuts)
    {
        _feed = new Feed(context, bytes, cuts);
        Feeds++;
        long before = GC.GetAllocatedBytesForCurrentThread();
        string outcome;
        try
        {
            outcome = _target.Run(_feed);
        }
        catch (SocketToolsException fault)
        {
            outcome = $"{fault.Fault} {fault.Limit}";
        }
        catch (Exception foreign)
        {
            Report(foreign.ToString(), context, bytes);
            return null;
        }
        finally
        {
            _feed = null;
        }

        long cost = GC.GetAllocatedBytesForCurrentThread() - before;
        if (cost > LeastMemory + (bytes.Length * _target.MemoryFactor))
        {
            Report($"It cost {cost:N0} bytes of memory.", context, bytes);
        }

        return outcome;
    }

    private void Report(string what, string context, byte[] bytes)
    {
        if (Findings++ < MostFindings)
        {
            Console.WriteLine($"BAD  {Name}, input {Inputs:N0}: {what}\n  {Written(context, bytes)}");
        }
    }

    private static string Written(string context, byte[] bytes) => context + "\t" + Corpus.Written(bytes);

    // Digits and letters aside.
    private static int KindOf(string outcome)
    {
        var hash = new HashCode();
        char last = '\0';
        foreach (char c in outcome)
        {
            char kind = char.IsAsciiDigit(c) ? '0' : char.IsAsciiLetter(c) ? 'a' : c;
            if (kind != last)
            {
                hash.Add(kind);
                last = kind;
            }
        }

        return hash.ToHashCode();
    }
}
