using System.CommandLine;
using StackOperator.Dev.State;
using StackOperator.LocalServices;

namespace StackOperator.Dev.Down;

/// <summary><c>./dev down</c></summary>
internal static class DownCommand
{
    public static Command Create(Repository repository, IStepLog steps)
    {
        var purge = new Option<bool>("--purge") { Description = "Also remove all data (.dev). What is in a cluster or database that 'up' did not start stays." };
        var command = new Command("down", "Stops what 'up' started; data stays unless purged.") { purge };
        command.SetAction(async (parsed, ct) =>
        {
            await Stop.RunAsync(new LocalState(repository), steps, parsed.GetValue(purge), ct);
            return 0;
        });
        return command;
    }
}
