using StackOperator.LocalServices;

namespace StackOperator.Dev.TestRuns;

/// <summary>Builds and runs the test projects.</summary>
internal sealed class TestRun(Repository repository, IStepLog steps)
{
    private const int Parallel = 2;
    private readonly Lock _output = new();

    /// <summary>Runs every test that the filter selects and shows the failed ones as they come.</summary>
    public async Task<TestSummary> RunAsync(string? filter, CancellationToken ct)
    {
        var projects = TestProject.All(repository);
        await using var servers = projects.Any(p => p.UsesServers) ? await TestServers.StartAsync(repository, steps, ct) : null;
        var environment = servers?.Environment ?? new Dictionary<string, string?>();
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
