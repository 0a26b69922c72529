using System.ComponentModel.DataAnnotations;

namespace StackOperator.Store.Updates;

/// <summary>How long a client that falls silent keeps its stack.</summary>
public sealed class LeaseOptions
{
    /// <summary>Longest lease in seconds. Clients assume 300 from start and from each renewal, by their own clock.</summary>
    public const int MaxSeconds = 300;

    /// <summary>Seconds a lease lives beyond what the client was told, for clocks and slow networks.</summary>
    [Range(0, 3600)]
    public int GraceSeconds { get; set; } = 30;

    /// <summary>Seconds between two searches for leases that ran out.</summary>
    [Range(1, 3600)]
    public int SweepSeconds { get; set; } = 30;

    /// <summary>Hours after which an update that was created but never started is forgotten.</summary>
    [Range(1, 24 * 365)]
    public int ForgetNotStartedHours { get; set; } = 24;
}
