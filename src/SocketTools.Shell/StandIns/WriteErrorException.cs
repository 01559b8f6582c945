using System;

namespace SocketTools.Shell.StandIns;

/// <summary>The exception of an error that has a message only.</summary>
internal sealed class WriteErrorException(string? message) : Exception(message);
