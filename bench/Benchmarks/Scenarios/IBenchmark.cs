using StackOperator.Benchmarks.Reports;

namespace StackOperator.Benchmarks.Scenarios;

/// <summary>One benchmark by name.</summary>
internal interface IBenchmark
{
    /// <summary>Name on the command line.</summary>
    string Name { get; }

    /// <summary>What it measures and how, one sentence.</summary>
    string Description { get; }

    /// <summary>Runs it; progress lines go to the given action.</summary>
    IAsyncEnumerable<Measurement> RunAsync(Action<string> progress, CancellationToken cancellationToken);
}
