namespace StackOperator.Testing.Recordings;

/// <summary>Checks that held and checks that failed.</summary>
public sealed class PlayReport
{
    private readonly List<string> _failures = [];

    /// <summary>Number of checks that held.</summary>
    public int Passed { get; private set; }

    /// <summary>One line per failed check.</summary>
    public IReadOnlyList<string> Failures => _failures;

    /// <summary>Counts one check.</summary>
    public bool Check(Exchange exchange, bool holds, string what, object? expected, object? came)
    {
        if (holds)
        {
            Passed++;
        }
        else
        {
            _failures.Add($"#{exchange.Sequence} {exchange.Method} {exchange.PathAndQuery}: {what}: expected {expected ?? "null"}, came {came ?? "null"}");
        }

        return holds;
    }
}
