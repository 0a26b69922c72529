namespace StackOperator.LocalServices.Processes;

/// <summary>What to start in the background.</summary>
/// <param name="Name">Short name for messages, e.g. <c>kube-apiserver</c>.</param>
/// <param name="Program">Path, or a name to be found on PATH.</param>
/// <param name="Arguments">Arguments, passed as they are.</param>
/// <param name="LogFile">Standard output and error are appended to it.</param>
/// <param name="Lifetime">How long it lives.</param>
public sealed record BackgroundCommand(string Name, string Program, IReadOnlyList<string> Arguments, string LogFile, Lifetime Lifetime)
{
    /// <summary>Environment variables on top of the inherited ones; null removes one.</summary>
    public IReadOnlyDictionary<string, string?> Environment { get; init; } = new Dictionary<string, string?>();

    /// <summary>The user to run as; null is the current one.</summary>
    public string? User { get; init; }

    /// <summary>Where the process identity is remembered, for <see cref="BackgroundProcess.TryAttach"/>; null for nowhere.</summary>
    public string? PidFile { get; init; }

    public string? WorkingDirectory { get; init; }
}
