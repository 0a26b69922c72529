namespace StackOperator.ControllerRuntime.Events;

/// <summary>Where events are written. Refusals are <see cref="k8s.Autorest.HttpOperationException"/>.</summary>
internal interface IEventSink
{
    /// <summary>Creates the event object.</summary>
    Task CreateAsync(string name, EventDraft draft, DateTimeOffset time, CancellationToken cancellationToken);

    /// <summary>Sets how often the event occurred and when last.</summary>
    Task SetSeriesAsync(string name, EventDraft draft, int count, DateTimeOffset last, CancellationToken cancellationToken);
}
