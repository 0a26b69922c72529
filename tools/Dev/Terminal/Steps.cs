using System.Diagnostics;
using Spectre.Console;
using StackOperator.LocalServices;

namespace StackOperator.Dev.Terminal;

/// <summary>Shows each step of a command in one line with the time it took.</summary>
internal sealed class Steps(IAnsiConsole console) : IStepLog
{
    public async Task<T> RunAsync<T>(string name, Func<CancellationToken, Task<T>> step, CancellationToken ct)
    {
        var started = Stopwatch.GetTimestamp();
        if (!console.Profile.Capabilities.Interactive)
        {
            // Said before the work, so that a log shows what a slow machine is busy with.
            Console.Write($"  {name} ... ");
            var done = false;
            try
            {
                var result = await step(ct);
                done = true;
                return result;
            }
            finally
            {
                Console.WriteLine(done ? Text(Stopwatch.GetElapsedTime(started)) : "failed");
            }
        }

        var value = await console.Status().StartAsync(Markup.Escape(name), _ => step(ct));
        console.MarkupLine($"  [green]✓[/] {Markup.Escape(name)} [dim]{Text(Stopwatch.GetElapsedTime(started))}[/]");
        return value;
    }

    /// <summary>Seconds below two minutes, then minutes.</summary>
    internal static string Text(TimeSpan time) => time < TimeSpan.FromMinutes(2) ? $"{time.TotalSeconds:0.0} s" : $"{time.TotalMinutes:0.0} min";
}
