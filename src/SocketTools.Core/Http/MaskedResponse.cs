using System.Collections.Generic;

namespace SocketTools.Http;

/// <summary>A response with secrets in its body, that are masked where it is recorded.</summary>
/// <param name="BodyAt">Where its body begins.</param>
/// <param name="End">Where it ends.</param>
/// <param name="Body">The pieces of its body, in order, transfer coding undone.</param>
/// <param name="Sizes">The sizes in it that do not fit.</param>
internal sealed record MaskedResponse(int BodyAt, int End, IReadOnlyList<(int At, int Count)> Body, IReadOnlyList<MaskedSize> Sizes);
