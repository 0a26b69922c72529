using StackOperator.ControllerRuntime.Abstractions.Events;

namespace StackOperator.ControllerRuntime.Events;

/// <summary>
/// Bounds what all objects together write: a mass change must not spend the API server on its own news. Warnings have a
/// budget of their own, so that good news never displaces them. One thread uses it.
/// </summary>
internal sealed class EventBudget
{
    /// <summary>New events of one type that may be written at once.</summary>
    public const int Burst = 100;

    /// <summary>New events of one type per second after a burst.</summary>
    public const int PerSecond = 10;

    private static readonly string Warning = EventType.Warning.ToString();
    private Bucket _normal = new(Burst, DateTimeOffset.MinValue);
    private Bucket _warning = new(Burst, DateTimeOffset.MinValue);

    /// <summary>Takes one write out of the budget of the event's type; false when it is spent.</summary>
    public bool TryTake(EventDraft draft, DateTimeOffset now) => Take(ref draft.Type == Warning ? ref _warning : ref _normal, now);

    private static bool Take(ref Bucket bucket, DateTimeOffset now)
    {
        var gained = bucket.At == DateTimeOffset.MinValue || now <= bucket.At ? 0 : (now - bucket.At).TotalSeconds * PerSecond;
        var tokens = Math.Min(Burst, bucket.Tokens + gained);
        var has = tokens >= 1;
        bucket = new(has ? tokens - 1 : tokens, now > bucket.At ? now : bucket.At);
        return has;
    }

    private readonly record struct Bucket(double Tokens, DateTimeOffset At);
}
