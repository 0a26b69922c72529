using StackOperator.ControllerRuntime.Abstractions.Queueing;

namespace StackOperator.ControllerRuntime.Queueing;

/// <summary>
/// The two lanes of ready keys, first in first out within a lane. One low key runs after at most so many high ones; a low
/// key that waited too long goes first and then takes turns with the high lane, so that neither starves the other.
/// Not thread-safe: the queue's lock guards it.
/// </summary>
internal sealed class ReadyLanes<TKey>(int highPerLow, TimeSpan promoteAfter)
{
    private readonly LinkedList<QueueEntry<TKey>> _high = new();
    private readonly LinkedList<QueueEntry<TKey>> _low = new();
    private int _highInRow;
    private bool _lowWasLast;

    public int Count => _high.Count + _low.Count;

    public int CountOf(Lane lane) => (lane == Lane.High ? _high : _low).Count;

    public void Add(QueueEntry<TKey> entry, Lane lane)
    {
        entry.Lane = lane;
        (lane == Lane.High ? _high : _low).AddLast(entry.Node);
    }

    /// <summary>Moves a waiting low key to the end of the high lane.</summary>
    public void Raise(QueueEntry<TKey> entry)
    {
        if (entry.Lane == Lane.Low)
        {
            _low.Remove(entry.Node);
            Add(entry, Lane.High);
        }
    }

    public QueueEntry<TKey>? Take(TimeSpan now)
    {
        var low = IsLowNext(now);
        var node = low ? _low.First : _high.First;
        if (node is null)
        {
            return null;
        }

        (low ? _low : _high).RemoveFirst();
        _highInRow = low ? 0 : Math.Min(_highInRow + 1, highPerLow);
        _lowWasLast = low;
        return node.Value;
    }

    private bool IsLowNext(TimeSpan now)
    {
        if (_low.First is not { } first)
        {
            return false;
        }

        if (_high.First is not { } high)
        {
            return true;
        }

        // An aged key is ahead of younger high ones; after it one high key has its turn.
        var aged = now - first.Value.ReadySince >= promoteAfter && first.Value.ReadySince <= high.Value.ReadySince;
        return _highInRow >= highPerLow || (aged && !_lowWasLast);
    }
}
