using Microsoft.AspNetCore.Http;

namespace StackOperator.Testing.Faults;

/// <summary>Sends the lines of one watch on, through the faults.</summary>
internal sealed class WatchRelay(HttpContext context, Fault[] faults)
{
    public async Task RunAsync(Stream upstream, CancellationToken cancellationToken)
    {
        await context.Response.Body.FlushAsync(cancellationToken);
        if (!await PlayAsync(faults.SelectMany(f => f.OnStart()), cancellationToken))
            return;
        var pending = new List<byte>();
        var buffer = new byte[16 * 1024];
        var index = 0;
        for (int read; (read = await upstream.ReadAsync(buffer, cancellationToken)) > 0;)
        {
            foreach (var value in buffer.AsMemory(0, read).ToArray())
            {
                if (value != (byte)'\n')
                {
                    pending.Add(value);
                    continue;
                }

                if (!await PlayAsync(StepsFor(index++, [.. pending]), cancellationToken))
                    return;
                pending.Clear();
            }

            await context.Response.Body.FlushAsync(cancellationToken);
        }
    }

    private IEnumerable<Step> StepsFor(int index, byte[] line) => faults.Aggregate(
        (IEnumerable<Step>)[Step.Send(line)],
        (steps, fault) => steps.SelectMany(step => step.Kind == StepKind.Line ? fault.OnLine(index, step.Bytes) : [step]));

    /// <summary>Takes the steps.</summary>
    /// <returns>False when the watch has ended.</returns>
    private async Task<bool> PlayAsync(IEnumerable<Step> steps, CancellationToken cancellationToken)
    {
        foreach (var step in steps)
        {
            switch (step.Kind)
            {
                case StepKind.Line:
                    await context.Response.Body.WriteAsync(step.Bytes.Append((byte)'\n').ToArray(), cancellationToken);
                    break;
                case StepKind.Raw:
                    await context.Response.Body.WriteAsync(step.Bytes, cancellationToken);
                    await context.Response.Body.FlushAsync(cancellationToken);
                    if (step.Pause > TimeSpan.Zero)
                        await Task.Delay(step.Pause, cancellationToken);
                    break;
                case StepKind.Abort:
                    context.Abort();
                    return false;
                case StepKind.Hang:
                    await Task.Delay(Timeout.Infinite, cancellationToken);
                    return false;
                default:
                    return false;
            }
        }

        return true;
    }
}
