using System.CommandLine;
using Spectre.Console;
using StackOperator.Dev.Down;
using StackOperator.Dev.State;
using StackOperator.LocalServices;
using StackOperator.LocalServices.Postgres;
using StackOperator.LocalServices.Processes;

namespace StackOperator.Dev.Up;

/// <summary><c>./dev up</c></summary>
internal static class UpCommand
{
    private static readonly TimeSpan _watch = TimeSpan.FromSeconds(1);

    public static Command Create(Repository repository, IStepLog steps, IAnsiConsole console)
    {
        var detach = new Option<bool>("--detach") { Description = "Return when everything is ready, and leave it running." };
        var port = new Option<int?>("--port") { Description = $"Port of the API on 127.0.0.1 ({UpSettings.DefaultPort} when left out)." };
        port.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int?>() is < 1 or > 65535)
                result.AddError("--port takes a number from 1 to 65535.");
        });
        var cluster = new Option<bool>("--cluster") { Description = "Use the cluster of the current kubeconfig context instead of a private one." };
        var command = new Command("up", "Runs all of it here: private PostgreSQL and control plane (or --cluster, STACK_DATABASE_URL), operator, API, samples.") { detach, port, cluster };
        command.SetAction((parsed, ct) =>
        {
            var state = new LocalState(repository);
            return RunAsync(repository, state, steps, console, new UpSettings(parsed.GetValue(port), parsed.GetValue(detach), parsed.GetValue(cluster), GivenDatabase(state)), ct);
        });
        return command;
    }

    private static async Task<int> RunAsync(Repository repository, LocalState state, IStepLog steps, IAnsiConsole console, UpSettings settings, CancellationToken ct)
    {
        using (await StateLock.TakeAsync(state, steps, ct))
        {
            var installation = await StartAsync(repository, state, steps, settings, ct);
            await new Showcase(console, steps, installation).ShowAsync(ct);
            Console.WriteLine();
            Console.WriteLine($"The API answers at {installation.Api.ToString().TrimEnd('/')}. For a shell with everything set: . .dev/env");
        }

        if (settings.Detach)
        {
            Console.WriteLine("It goes on in the background; ./dev down stops it.");
            return 0;
        }

        Console.WriteLine("Ctrl-C stops it.");
        return await StayAsync(state, steps, ct);
    }

    private static async Task<Installation> StartAsync(Repository repository, LocalState state, IStepLog steps, UpSettings settings, CancellationToken ct)
    {
        try
        {
            return await new Start(repository, state, steps).RunAsync(settings, ct);
        }
        catch (Exception e) when (e is LocalServiceException or CommandFailedException && Processes(state).Count > 0)
        {
            throw new CommandFailedException($"{e.Message}\nWhat was started before goes on: ./dev up tries again, ./dev down stops it.");
        }
    }

    // A shell that has read .dev/env names our own database: that one is private still.
    private static string? GivenDatabase(LocalState state) =>
        Environment.GetEnvironmentVariable(EnvFile.DatabaseUrl) is { Length: > 0 } given && !(Directory.Exists(state.Postgres) && EnvFile.Read(state).GetValueOrDefault(EnvFile.DatabaseUrl) == given) ? given : null;

    private static async Task<int> StayAsync(LocalState state, IStepLog steps, CancellationToken ct)
    {
        try
        {
            var processes = Processes(state);
            while (true)
            {
                await Task.Delay(_watch, ct);
                if (processes.FirstOrDefault(p => !p.IsRunning) is not { } ended)
                    continue;
                // Another terminal may be restarting or stopping it right now.
                using (var held = await StateLock.TakeExistingAsync(state, steps, ct))
                {
                    var left = Processes(state);
                    if (held is null || left.Count == 0)
                    {
                        Console.WriteLine("It was stopped.");
                        return 0;
                    }

                    if (left.All(p => p.Name != ended.Name))
                        throw new CommandFailedException($"{ended.Name} ended by itself; the end of {ended.LogFile}:\n{ended.LogTail()}\nThe rest still runs: ./dev up starts it again, ./dev down stops it.");
                    processes = left;
                }
            }
        }
        catch (OperationCanceledException)
        {
            await Stop.RunAsync(state, steps, purge: false, CancellationToken.None);
            return 0;
        }
    }

    private static List<BackgroundProcess> Processes(LocalState state)
    {
        string[] services = ["api", "operator"];
        return [.. services.Select(s => new LocalService(state, s).Running()).Concat(PrivateCluster.Processes(state)).Append(PostgresServer.TryAttach(state.Postgres)?.Process).OfType<BackgroundProcess>()];
    }
}
