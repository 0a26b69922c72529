namespace StackOperator.Testing.Recordings;

/// <summary>What a player remembers between exchanges.</summary>
public sealed class PlayState
{
    /// <summary>Capabilities that the server offers; null until asked.</summary>
    public HashSet<string>? Capabilities { get; set; }

    /// <summary>Live version minus recorded version, by recorded stack.</summary>
    public Dictionary<string, long> VersionOffsets { get; } = new(StringComparer.Ordinal);

    /// <summary>Recorded updates that are previews or dry runs.</summary>
    public HashSet<string> DryRuns { get; } = new(StringComparer.Ordinal);

    /// <summary>The running update by recorded stack.</summary>
    public Dictionary<string, string> Active { get; } = new(StringComparer.Ordinal);

    /// <summary>Recorded updates that wrote state.</summary>
    public HashSet<string> Written { get; } = new(StringComparer.Ordinal);

    /// <summary>Recorded paths that came from a rename: whether it counts as a version is the server's choice.</summary>
    public HashSet<string> Renamed { get; } = new(StringComparer.Ordinal);

    /// <summary>Recorded and live text of the last verbatim or delta save, by recorded update.</summary>
    public Dictionary<string, (byte[] Recorded, byte[] Live)> Saved { get; } = new(StringComparer.Ordinal);
}
