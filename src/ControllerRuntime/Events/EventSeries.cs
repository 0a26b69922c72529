namespace StackOperator.ControllerRuntime.Events;

/// <summary>One event object and how often its event occurred.</summary>
internal sealed class EventSeries(string name, EventDraft draft, DateTimeOffset first)
{
    private static readonly TimeSpan Refresh = TimeSpan.FromMinutes(30);

    private int _sentCount = 1;
    private DateTimeOffset _sentAt = first;

    public string Name => name;

    public EventDraft Draft => draft;

    public int Count { get; private set; } = 1;

    public DateTimeOffset Last { get; private set; } = first;

    public bool IsUnsent => Count > _sentCount;

    /// <summary>Whether the object should be brought up to date: at 2, 4, 8, ... occurrences, and every half hour.</summary>
    public bool IsDue => IsUnsent && (int.IsPow2(Count) || Last - _sentAt >= Refresh);

    public void Occurred(DateTimeOffset now)
    {
        Count++;
        Last = now;
    }

    public void Sent()
    {
        _sentCount = Count;
        _sentAt = Last;
    }
}
