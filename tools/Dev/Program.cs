using System.CommandLine;
using System.CommandLine.Help;
using Spectre.Console;
using StackOperator.Dev;
using StackOperator.Dev.Bench;
using StackOperator.Dev.Check;
using StackOperator.Dev.Down;
using StackOperator.Dev.Generate;
using StackOperator.Dev.Terminal;
using StackOperator.Dev.TestRuns;
using StackOperator.Dev.Token;
using StackOperator.Dev.Up;
using StackOperator.LocalServices;
using StackOperator.LocalServices.Processes;

LoopbackProxy.Bypass();
try
{
    // Redirected output has no width: tables are not to be folded for it.
    if (Console.IsOutputRedirected)
        AnsiConsole.Profile.Width = 160;
    var repository = Repository.Find();
    var steps = new Steps(AnsiConsole.Console);
    var root = new Command("./dev", "Stack Operator on your machine: run it, test it, check it.")
    {
        new HelpOption(),
        UpCommand.Create(repository, steps, AnsiConsole.Console),
        DownCommand.Create(repository, steps),
        TokenCommand.Create(repository),
        TestCommand.Create(repository, steps),
        CheckCommand.Create(repository, steps),
        BenchCommand.Create(repository, steps),
        GenerateCommand.Create(repository, steps),
    };
    return await root.Parse(args).InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = TimeSpan.FromMinutes(2) });
}
catch (Exception e) when (e is LocalServiceException or CommandFailedException)
{
    await Console.Error.WriteLineAsync(e.Message);
    return 1;
}
catch (Exception e) when (e is HttpRequestException or Npgsql.NpgsqlException)
{
    await Console.Error.WriteLineAsync($"A server broke off the connection ({e.Message}): try again; the logs are in .dev.");
    return 1;
}
catch (OperationCanceledException)
{
    return 130;
}
