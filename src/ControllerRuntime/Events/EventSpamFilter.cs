namespace StackOperator.ControllerRuntime.Events;

/// <summary>
/// Keeps one object from flooding the API server: 25 writes at once, then one in 5 minutes; more than 10 different notes of
/// one kind within 10 minutes become one event. One thread uses it.
/// </summary>
internal sealed class EventSpamFilter
{
    private const int Burst = 25;
    private const int SimilarLimit = 10;
    private const int MostKeys = 4096;
    private const string CombinedNote = "(combined from similar events): ";
    private static readonly TimeSpan Refill = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan SimilarWindow = TimeSpan.FromMinutes(10);
    private readonly Dictionary<(string, string, string, string), (double Tokens, DateTimeOffset At)> _buckets = [];
    private readonly Dictionary<EventDraft, Similar> _similar = [];

    /// <summary>Whether one more write about the object is allowed.</summary>
    public bool Allow(EventDraft draft, DateTimeOffset now)
    {
        Trim(_buckets, b => now - b.At > Refill * Burst);
        var (tokens, at) = _buckets.TryGetValue(draft.Regarding, out var bucket) ? bucket : (Burst, now);
        tokens = Math.Min(Burst, tokens + ((now - at) / Refill));
        _buckets[draft.Regarding] = (tokens >= 1 ? tokens - 1 : tokens, now);
        return tokens >= 1;
    }

    /// <summary>The event itself, or the combined one when there were too many like it.</summary>
    public EventDraft Combine(EventDraft draft, DateTimeOffset now)
    {
        Trim(_similar, s => now - s.Since > SimilarWindow);
        var key = draft.WithoutNote;
        if (!_similar.TryGetValue(key, out var similar) || now - similar.Since > SimilarWindow)
        {
            _similar[key] = similar = new Similar(now);
        }

        if (similar.Notes.Contains(draft.Note) || similar.Notes.Count < SimilarLimit)
        {
            similar.Notes.Add(draft.Note);
            return draft;
        }

        // The first note beyond the limit stands for all that follow: they become one series.
        similar.Combined ??= EventFields.Cut(CombinedNote + draft.Note, EventFields.LongestNote);
        return draft with { Note = similar.Combined };
    }

    private static void Trim<TKey, TValue>(Dictionary<TKey, TValue> entries, Func<TValue, bool> isOld)
        where TKey : notnull
    {
        if (entries.Count < MostKeys)
        {
            return;
        }

        foreach (var (key, value) in entries.ToList())
        {
            if (isOld(value))
            {
                entries.Remove(key);
            }
        }

        // All young: start over rather than grow.
        if (entries.Count >= MostKeys)
        {
            entries.Clear();
        }
    }

    private sealed class Similar(DateTimeOffset since)
    {
        public DateTimeOffset Since => since;

        public HashSet<string> Notes { get; } = new(StringComparer.Ordinal);

        public string? Combined { get; set; }
    }
}
