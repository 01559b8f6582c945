using System.Collections.Generic;
using SocketTools.Faults;

namespace SocketTools.Reading;

/// <summary>Lines read together.</summary>
/// <param name="Lines">The lines; may be none.</param>
/// <param name="IsLast">The line that was to be the last has come, or the stream has ended where that is what was waited for.</param>
/// <param name="Fault">What ended the batch early; null where nothing did.</param>
public sealed record LineBatch(IReadOnlyList<string> Lines, bool IsLast, SocketToolsException? Fault);
