using StackOperator.Core.Stacks;
using StackOperator.Crds.V1Alpha1.Stacks;
using StackOperator.Operator.Reconciling;

namespace StackOperator.Operator.Stacks;

/// <summary>Turns an outcome into the status: facts of the row, and conditions as kstatus reads them. Pure.</summary>
internal static class StackSummary
{
    private static readonly string[] Types = [StackConditions.Ready, StackConditions.Reconciling, StackConditions.Stalled];

    /// <summary>The status that the object should show.</summary>
    /// <param name="before">The status it shows.</param>
    /// <param name="generation">metadata.generation that was worked on.</param>
    /// <param name="outcome">How that ended.</param>
    /// <param name="now">Time of transitions that happen now.</param>
    public static StackStatus Summarize(StackStatus? before, long? generation, StackOutcome outcome, DateTimeOffset now)
    {
        var status = outcome.RowIsUnknown ? Facts(before) : Facts(outcome.Row);
        status.ObservedGeneration = generation;
        status.Conditions = ConditionSet.Build(before?.Conditions, Types, Conditions(outcome), generation, now);
        return status;
    }

    /// <summary>Whether Ready says something else than before; time for an event.</summary>
    public static bool IsTransition(StackStatus? before, StackOutcome outcome)
    {
        var ready = ConditionSet.Find(before?.Conditions, StackConditions.Ready);
        return ready is null || ready.Status != ConditionSet.ReadyStatus(outcome.Kind) || ready.Reason != outcome.Reason;
    }

    private static StackStatus Facts(StackStatus? before) => new()
    {
        Id = before?.Id,
        Version = before?.Version,
        ActiveUpdate = before?.ActiveUpdate,
        LastUpdate = before?.LastUpdate,
        ResourceCount = before?.ResourceCount,
    };

    private static StackStatus Facts(StackRow? row) => row is null
        ? new StackStatus()
        : new StackStatus
        {
            Id = row.Id.ToString(),
            Version = row.Progress.Version,
            ActiveUpdate = row.Progress.Running?.Id.ToString(),
            LastUpdate = row.Progress.Last is { } last ? Facts(last) : null,
            ResourceCount = row.Progress.ResourceCount,
        };

    private static StackLastUpdate Facts(LatestUpdate last) => new()
    {
        Kind = last.Kind,
        Status = last.Status,
        StartTime = last.StartedAt is { } start ? ConditionSet.WholeSeconds(start) : null,
        EndTime = last.EndedAt is { } end ? ConditionSet.WholeSeconds(end) : null,
        Version = last.Version,
    };

    private static IEnumerable<WantedCondition> Conditions(StackOutcome outcome)
    {
        yield return Condition(StackConditions.Ready, ConditionSet.ReadyStatus(outcome.Kind));
        if (outcome.Kind is OutcomeKind.Waiting or OutcomeKind.Transient)
        {
            yield return Condition(StackConditions.Reconciling, ConditionSet.True);
        }

        if (outcome.Kind is OutcomeKind.Stalled)
        {
            yield return Condition(StackConditions.Stalled, ConditionSet.True);
        }

        WantedCondition Condition(string type, string status) => new(type, status, outcome.Reason, outcome.Message);
    }
}
