using StackOperator.LocalServices;

namespace StackOperator.Dev.TestRuns;

/// <summary>Builds and runs the test projects.</summary>
internal sealed class TestRun(Repository repository, IStepLog steps)
{
    private const int Parallel = 2;

    // The longest first, so that none of them is left to run alone at the end.
    private static readonly string[] _longest = ["EndToEnd.Tests", "Operator.Tests", "Dev.Tests"];

    private readonly Lock _output = new();

    /// <summary>Runs every test that the filter selects and shows the failed ones as they come.</summary>
    public async Task<TestSummary> RunAsync(string? filter, CancellationToken ct)
    {
        var projects = TestProject.All(repository).OrderBy(static p => Array.IndexOf(_longest, p.Name) is var place and >= 0 ? place : _longest.Length).ToList();
        await using var servers = projects.Any(p => p.UsesServers) ? await TestServers.StartAsync(repository, steps, ct) : null;
        // Most processes of a test live for seconds: profiling them for later optimization costs more than it brings.
        var environment = new Dictionary<string, string?>(servers?.Environment ?? new Dictionary<string, string?>()) { ["DOTNET_TieredPGO"] = "0" };
        var reports = Directory.CreateDirectory(Path.Combine(repository.State, "test-reports", Guid.NewGuid().ToString("N")));
        using var slots = new SemaphoreSlim(Parallel);
        try
        {
            var summaries = await Task.WhenAll(projects.Select(p => RunOneAsync(p, filter, environment, reports.FullName, slots, ct)));
            return summaries.Aggregate(TestSummary.Empty, (sum, s) => sum.Plus(s));
        }
        finally
        {
            reports.Delete(recursive: true);
        }
    }

    private async Task<TestSummary> RunOneAsync(
        TestProject project, string? filter, IReadOnlyDictionary<string, string?> environment, string reports, SemaphoreSlim slots, CancellationToken ct)
    {
        await slots.WaitAsync(ct);
        try
        {
            var started = System.Diagnostics.Stopwatch.GetTimestamp();
            var summary = await new TestProgram(project, environment, Show).RunAsync(filter, reports, ct);
            if (summary != TestSummary.Empty)
                Show($"  {project.Name}: {summary} ({Terminal.Steps.Text(System.Diagnostics.Stopwatch.GetElapsedTime(started))})");
            return summary;
        }
        finally
        {
            slots.Release();
        }
    }

    private void Show(string block)
    {
        lock (_output)
            Console.WriteLine(block);
    }
}
