using System.ComponentModel.DataAnnotations;

namespace StackOperator.Api.Requests;

/// <summary>How much memory request bodies may take.</summary>
public sealed class BodyMemoryOptions
{
    /// <summary>Configuration key (environment variable) that fills <see cref="Megabytes"/>.</summary>
    public const string MegabytesKey = "STACK_BODY_MEMORY_MEGABYTES";

    /// <summary>[STACK_BODY_MEMORY_MEGABYTES] Megabytes of all bodies in flight: a third as they arrive, two thirds after inflating.</summary>
    [Range(3, 1_000_000)]
    public int Megabytes { get; set; } = 384;

    /// <summary>Seconds a body waits for others to leave before it is refused with 503.</summary>
    [Range(0, 300)]
    public double WaitSeconds { get; set; } = 20;
}
