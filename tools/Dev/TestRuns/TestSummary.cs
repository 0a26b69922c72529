namespace StackOperator.Dev.TestRuns;

/// <summary>Counts of a test run.</summary>
internal sealed record TestSummary(int Passed, int Failed, int Skipped)
{
    public static TestSummary Empty { get; } = new(0, 0, 0);

    public TestSummary Plus(TestSummary other) => new(Passed + other.Passed, Failed + other.Failed, Skipped + other.Skipped);

    /// <summary>The last line of a run; scripts read it.</summary>
    public override string ToString() => $"{Passed} passed, {Failed} failed{(Skipped > 0 ? $", {Skipped} skipped" : "")}";
}
