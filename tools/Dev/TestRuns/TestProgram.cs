using System.Text.Json;
using CliWrap;

namespace StackOperator.Dev.TestRuns;

/// <summary>Runs the program of a test project.</summary>
internal sealed class TestProgram(TestProject project, IReadOnlyDictionary<string, string?> environment, Action<string> show)
{
    // Testing platform: no test matched the filter.
    private const int ZeroTests = 8;
    private const int TailLines = 40;
    private static readonly TimeSpan _limit = TimeSpan.FromMinutes(20);

    public async Task<TestSummary> RunAsync(string? filter, string reportFolder, CancellationToken ct)
    {
        if (!File.Exists(project.Assembly))
            return Broken($"{project.Name} has no program at {project.Assembly}.", []);
        var report = Path.Combine(reportFolder, $"{project.Name}.json");
        var failures = new FailureStream(show);
        var tail = new Queue<string>();
        var command = Cli.Wrap("dotnet")
            .WithArguments([project.Assembly, .. project.Select(filter), "--report-xunit-ctrf", "--report-xunit-ctrf-filename", Path.GetFileName(report), "--results-directory", reportFolder, "--progress", "off", "--no-ansi"])
            .WithEnvironmentVariables(environment)
            .WithWorkingDirectory(project.Folder)
            .WithValidation(CommandResultValidation.None)
            .WithStandardOutputPipe(PipeTarget.ToDelegate(line => Read(line, failures, tail)))
            .WithStandardErrorPipe(PipeTarget.ToDelegate(line => Remember(line, tail)));

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(_limit);
        int exitCode;
        try
        {
            exitCode = (await command.ExecuteAsync(limit.Token)).ExitCode;
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return Broken($"{project.Name} did not end within {_limit.TotalMinutes:0} min and was killed.", tail);
        }

        failures.Flush();
        return exitCode == ZeroTests ? TestSummary.Empty : Judge(report, exitCode, tail);
    }

    private TestSummary Judge(string report, int exitCode, Queue<string> tail)
    {
        if (!File.Exists(report))
            return Broken($"{project.Name} ended with exit code {exitCode} and left no report.", tail);
        try
        {
            var (summary, _) = TestReport.Parse(File.ReadAllText(report));
            return exitCode != 0 && summary.Failed == 0
                ? summary.Plus(Broken($"{project.Name} ended with exit code {exitCode} although no test failed.", tail))
                : summary;
        }
        catch (JsonException e)
        {
            return Broken($"{project.Name} ended with exit code {exitCode} and left a broken report: {e.Message}", tail);
        }
    }

    private TestSummary Broken(string message, IEnumerable<string> tail)
    {
        show(string.Join('\n', tail.Prepend($"failed {message}")));
        return new TestSummary(0, 1, 0);
    }

    private static void Read(string line, FailureStream failures, Queue<string> tail)
    {
        failures.Add(line);
        Remember(line, tail);
    }

    private static void Remember(string line, Queue<string> tail)
    {
        lock (tail)
        {
            tail.Enqueue(line);
            if (tail.Count > TailLines)
                tail.Dequeue();
        }
    }
}
