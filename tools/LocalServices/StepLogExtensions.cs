namespace StackOperator.LocalServices;

/// <summary>Shorthands for steps.</summary>
public static class StepLogExtensions
{
    /// <summary>Runs a step without a result.</summary>
    public static Task RunAsync(this IStepLog steps, string name, Func<CancellationToken, Task> step, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(steps);
        return steps.RunAsync(
            name,
            async token =>
            {
                await step(token);
                return true;
            },
            ct);
    }
}
