using System.ComponentModel.DataAnnotations;

namespace StackOperator.Store.Updates;

/// <summary>How long what is no longer current is kept.</summary>
public sealed class RetentionOptions
{
    /// <summary>Every version is kept this many days.</summary>
    [Range(0, 100_000)]
    public int VersionDays { get; set; } = 30;

    /// <summary>The newest versions of a stack that are kept however old they are; at least the current one.</summary>
    [Range(1, 1_000_000)]
    public int Versions { get; set; } = 50;

    /// <summary>Engine events, previews and dry runs are kept this many days after the end of their update.</summary>
    [Range(0, 100_000)]
    public int EventDays { get; set; } = 30;

    /// <summary>Minutes between two clean-ups.</summary>
    [Range(1, 24 * 60)]
    public int EveryMinutes { get; set; } = 60;
}
