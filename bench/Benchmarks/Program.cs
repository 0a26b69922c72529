using System.CommandLine;
using System.Runtime.InteropServices;
using Spectre.Console;
using StackOperator.Benchmarks.Environments;
using StackOperator.Benchmarks.Scenarios;
using StackOperator.Benchmarks.Scenarios.Updates;

IBenchmark[] benchmarks =
[
    new StackCreate(),
    new StackReads("stack-get", "GET /api/stacks/{org}/{project}/{stack}: one SELECT, one answer", 1_000, $"api/stacks/{BenchmarkEnvironment.Organization}/reads/stack-000500", new Dictionary<int, int> { [1] = 7_000, [8] = 14_000, [32] = 14_000 }),
    new StackReads("stack-list", "GET /api/user/stacks: a page of 100 out of 1,000", 1_000, $"api/user/stacks?organization={BenchmarkEnvironment.Organization}", new Dictionary<int, int> { [1] = 0, [8] = 4_000, [32] = 4_000 }),
    new StackColdSync(),
    new EnvironmentStackColdSync(),
    new ApplyToReady(),
    new JournalAppend(),
    new JournalReplayBench(),
    new CheckpointFull(),
    new CheckpointDelta(),
    new ExportReads(),
    new UpdateCycle(),
    new EventsBatch(),
    new EnvironmentStackCreate(),
    new EnvironmentStackReads(list: false),
    new EnvironmentStackReads(list: true),
];

var name = new Argument<string?>("name") { Description = "Which benchmark; all when left out: " + string.Join(", ", benchmarks.Select(benchmark => benchmark.Name)), Arity = ArgumentArity.ZeroOrOne };
var command = new RootCommand("Measures a fresh private installation on this machine and prints a table.") { name };
command.SetAction(async (parsed, cancellationToken) =>
{
    var wanted = parsed.GetValue(name);
    var chosen = benchmarks.Where(benchmark => wanted is null || benchmark.Name == wanted).ToList();
    if (chosen.Count == 0)
    {
        await Console.Error.WriteLineAsync($"There is no benchmark '{wanted}'. There are: {string.Join(", ", benchmarks.Select(benchmark => benchmark.Name))}.");
        return 1;
    }

    AnsiConsole.MarkupLineInterpolated($"{Environment.ProcessorCount} cores, {GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / (1 << 30)} GiB, {RuntimeInformation.OSDescription}, .NET {Environment.Version}; load and servers share the cores.");
    var table = new Table().AddColumns("Benchmark", "Result", "Detail", "Aim", "");
    foreach (var benchmark in chosen)
    {
        AnsiConsole.MarkupLineInterpolated($"[bold]{benchmark.Name}[/]: {benchmark.Description}");
        await foreach (var m in benchmark.RunAsync(line => AnsiConsole.MarkupLineInterpolated($"  {line}"), cancellationToken))
        {
            AnsiConsole.MarkupLineInterpolated($"  {m.Name}: {m.Value} ({m.Detail})");
            table.AddRow(Markup.Escape(m.Name), Markup.Escape(m.Value), Markup.Escape(m.Detail), Markup.Escape(m.Aim), m.Reached switch { true => "reached", false => "missed", _ => "" });
        }
    }

    AnsiConsole.Write(table);
    return 0;
});
return await command.Parse(args).InvokeAsync();
