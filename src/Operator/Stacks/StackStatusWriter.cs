using k8s.Autorest;
using StackOperator.ControllerRuntime.Abstractions.Client;
using StackOperator.ControllerRuntime.Abstractions.Events;
using StackOperator.ControllerRuntime.Abstractions.Leadership;
using StackOperator.ControllerRuntime.Abstractions.Reconciling;
using StackOperator.ControllerRuntime.Client;
using StackOperator.Crds.V1Alpha1.Stacks;
using StackOperator.Store.Stacks;

namespace StackOperator.Operator.Stacks;

/// <summary>Shows an outcome: one status patch when something differs, an event when Ready changes, and when to run next.</summary>
internal sealed class StackStatusWriter(IKubernetesClient client, IEventRecorder events, ILeadership leadership, TimeProvider time)
{
    public async Task<ReconciliationResult<StackResource>> ShowAsync(StackResource entity, StackOutcome outcome, CancellationToken cancellationToken)
    {
        var after = new StackResource
        {
            Metadata = entity.Metadata,
            Spec = entity.Spec,
            Status = StackSummary.Summarize(entity.Status, entity.Metadata.Generation, outcome, time.GetUtcNow()),
        };
        leadership.EnsureLeading();
        StackResource? shown;
        try
        {
            shown = await client.PatchStatusAsync(entity, after, cancellationToken);
        }
        catch (HttpOperationException e) when (e.IsNotFound())
        {
            return ReconciliationResult<StackResource>.Success(entity);
        }

        Announce(entity, outcome);
        var result = shown ?? entity;
        return outcome.Kind == StackOutcomeKind.Stalled
            ? ReconciliationResult<StackResource>.Terminal(result, outcome.Message)
            : ReconciliationResult<StackResource>.Success(result, outcome.RetryAfter);
    }

    private void Announce(StackResource entity, StackOutcome outcome)
    {
        var note = outcome.Change switch
        {
            MaterializeChange.Renamed => $"renamed from {outcome.Former}",
            MaterializeChange.Adopted => $"adopted stack {outcome.Row?.Identity} with its state and history",
            _ => null,
        };
        if (note is not null)
        {
            events.Record(entity, EventType.Normal, outcome.Change.ToString(), "Reconcile", note);
        }
        else if (StackSummary.IsTransition(entity.Status, outcome))
        {
            var type = outcome.Kind is StackOutcomeKind.Stalled or StackOutcomeKind.Transient ? EventType.Warning : EventType.Normal;
            events.Record(entity, type, outcome.Reason, "Reconcile", outcome.Message);
        }
    }
}
