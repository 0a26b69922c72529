using System.Collections.Concurrent;
using StackOperator.ControllerRuntime.Events;

namespace StackOperator.ControllerRuntime.Tests.Events;

internal sealed class FakeEventSink : IEventSink
{
    public ConcurrentQueue<(string Name, EventDraft Draft)> Created { get; } = new();

    public ConcurrentQueue<(string Name, int Count)> Series { get; } = new();

    public Func<CancellationToken, Task> BeforeWrite { get; set; } = _ => Task.CompletedTask;

    public async Task CreateAsync(string name, EventDraft draft, DateTimeOffset time, CancellationToken cancellationToken)
    {
        await BeforeWrite(cancellationToken);
        Created.Enqueue((name, draft));
    }

    public async Task SetSeriesAsync(string name, EventDraft draft, int count, DateTimeOffset last, CancellationToken cancellationToken)
    {
        await BeforeWrite(cancellationToken);
        Series.Enqueue((name, count));
    }
}
