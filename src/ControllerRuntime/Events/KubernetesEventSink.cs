using System.Globalization;
using System.Text.Json.Nodes;
using k8s;
using k8s.Models;
using Microsoft.Extensions.Options;
using StackOperator.ControllerRuntime.Abstractions.Client;
using StackOperator.ControllerRuntime.Abstractions.Reconciling;
using StackOperator.ControllerRuntime.Client;

namespace StackOperator.ControllerRuntime.Events;

/// <summary>events.k8s.io/v1 in the API server.</summary>
internal sealed class KubernetesEventSink(IKubernetesClient client, IOptions<OperatorSettings> settings) : IEventSink
{
    private readonly string _instance = EventFields.Cut($"{settings.Value.Name}-{Environment.MachineName}", EventFields.LongestWord);

    public Task CreateAsync(string name, EventDraft draft, DateTimeOffset time, CancellationToken cancellationToken)
        => client.ApiClient.EventsV1.CreateNamespacedEventAsync(
            new Eventsv1Event
            {
                ApiVersion = "events.k8s.io/v1",
                Kind = "Event",
                Metadata = new V1ObjectMeta { Name = name, NamespaceProperty = draft.Namespace },
                EventTime = MicroTime.Of(time),
                ReportingController = settings.Value.Name,
                ReportingInstance = _instance,
                Action = draft.Action,
                Reason = draft.Reason,
                Type = draft.Type,
                Note = draft.Note,
                Regarding = draft.Reference(),
            },
            draft.Namespace,
            cancellationToken: cancellationToken);

    public Task SetSeriesAsync(string name, EventDraft draft, int count, DateTimeOffset last, CancellationToken cancellationToken)
    {
        var patch = new JsonObject
        {
            ["series"] = new JsonObject
            {
                ["count"] = count,
                ["lastObservedTime"] = MicroTime.Of(last).ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture),
            },
        };
        return client.ApiClient.EventsV1.PatchNamespacedEventAsync(
            new V1Patch(patch.ToJsonString(), V1Patch.PatchType.MergePatch), name, draft.Namespace, cancellationToken: cancellationToken);
    }
}
