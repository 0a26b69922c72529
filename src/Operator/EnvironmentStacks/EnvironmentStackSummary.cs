using k8s.Models;
using StackOperator.Core.EnvironmentStacks;
using StackOperator.Crds.V1Alpha1.EnvironmentStacks;
using StackOperator.Operator.Reconciling;

namespace StackOperator.Operator.EnvironmentStacks;

/// <summary>Turns a verdict into the status: facts of the rows, and conditions as kstatus reads them. Pure.</summary>
internal static class EnvironmentStackSummary
{
    private static readonly string[] Types =
    [
        EnvironmentStackConditions.Ready,
        EnvironmentStackConditions.Accepted,
        EnvironmentStackConditions.Materialized,
        EnvironmentStackConditions.Reconciling,
        EnvironmentStackConditions.Stalled,
    ];

    /// <summary>The status that the object should show.</summary>
    /// <param name="before">The status it shows.</param>
    /// <param name="generation">metadata.generation that was worked on.</param>
    /// <param name="verdict">How that ended.</param>
    /// <param name="now">Time of transitions that happen now.</param>
    public static EnvironmentStackStatus Summarize(EnvironmentStackStatus? before, long? generation, EnvironmentStackVerdict verdict, DateTimeOffset now)
    {
        var status = verdict.RowIsUnknown ? Facts(before) : Facts(verdict.Row);
        status.ObservedGeneration = generation;
        status.Conditions = ConditionSet.Build(before?.Conditions, Types, Wanted(before?.Conditions, status.Id is not null, verdict), generation, now);
        return status;
    }

    /// <summary>Whether Ready says something else than before; time for an event.</summary>
    public static bool IsTransition(EnvironmentStackStatus? before, EnvironmentStackVerdict verdict)
    {
        var ready = ConditionSet.Find(before?.Conditions, EnvironmentStackConditions.Ready);
        return ready is null || ready.Status != ConditionSet.ReadyStatus(verdict.Kind) || ready.Reason != verdict.Reason;
    }

    private static EnvironmentStackStatus Facts(EnvironmentStackStatus? before) => new()
    {
        Id = before?.Id,
        Project = before?.Project,
        ProjectId = before?.ProjectId,
        EnvironmentCount = before?.EnvironmentCount,
        Environments = before?.Environments,
        Latest = before?.Latest,
    };

    private static EnvironmentStackStatus Facts(EnvironmentStackRow? row) => row is null
        ? new EnvironmentStackStatus()
        : new EnvironmentStackStatus
        {
            Id = row.Id.ToString(),
            Project = row.ProjectName,
            ProjectId = row.ProjectId.ToString(),
            EnvironmentCount = row.Template.Environments.Count,
            Environments = [.. row.Environments.Select(Facts)],
            Latest = string.Join(' ', row.Environments.Select(static e => $"{e.Name}={e.LatestRunStatus ?? "-"}")),
        };

    private static EnvironmentStatus Facts(EnvironmentRow environment) => new()
    {
        Name = environment.Name,
        WorkspaceId = environment.WorkspaceId.ToString(),
        WorkspaceName = environment.WorkspaceName,
        StateKey = environment.StateKey,
        Order = environment.Order,
        AutoPromote = environment.AutoPromote,
        LatestRunStatus = environment.LatestRunStatus,
    };

    private static IEnumerable<WantedCondition> Wanted(IList<V1Condition>? before, bool hasRows, EnvironmentStackVerdict verdict)
    {
        yield return Condition(EnvironmentStackConditions.Ready, ConditionSet.ReadyStatus(verdict.Kind));
        if (Accepted(before, verdict) is { } accepted)
        {
            yield return accepted;
        }

        if (Materialized(before, hasRows, verdict) is { } materialized)
        {
            yield return materialized;
        }

        if (verdict.Kind is OutcomeKind.Waiting or OutcomeKind.Transient)
        {
            yield return Condition(EnvironmentStackConditions.Reconciling, ConditionSet.True);
        }

        if (verdict.Kind is OutcomeKind.Stalled)
        {
            yield return Condition(EnvironmentStackConditions.Stalled, ConditionSet.True);
        }

        WantedCondition Condition(string type, string status) => new(type, status, verdict.Reason, verdict.Message);
    }

    private static WantedCondition? Accepted(IList<V1Condition>? before, EnvironmentStackVerdict verdict) => verdict.Accepted switch
    {
        true => new(EnvironmentStackConditions.Accepted, ConditionSet.True, EnvironmentStackConditions.ReasonAccepted, "the object is right by itself and in what it refers to"),
        false => new(EnvironmentStackConditions.Accepted, ConditionSet.False, verdict.Reason, verdict.Message),
        null => Kept(before, EnvironmentStackConditions.Accepted),
    };

    private static WantedCondition? Materialized(IList<V1Condition>? before, bool hasRows, EnvironmentStackVerdict verdict) => (verdict.Kind, verdict.Accepted) switch
    {
        (OutcomeKind.Ready, _) => new(EnvironmentStackConditions.Materialized, ConditionSet.True, verdict.Reason, verdict.Message),
        // Right, but kept out by others.
        (_, true) => new(EnvironmentStackConditions.Materialized, ConditionSet.False, verdict.Reason, verdict.Message),
        (_, false) when hasRows => new(
            EnvironmentStackConditions.Materialized, ConditionSet.True, EnvironmentStackConditions.ReasonMaterialized, "the rows of an earlier generation are kept"),
        (_, false) => new(
            EnvironmentStackConditions.Materialized, ConditionSet.False, EnvironmentStackConditions.ReasonNotAccepted, "nothing is made of an object that is not accepted"),
        _ => Kept(before, EnvironmentStackConditions.Materialized),
    };

    private static WantedCondition? Kept(IList<V1Condition>? before, string type)
        => ConditionSet.Find(before, type) is { } old ? new WantedCondition(type, old.Status, old.Reason, old.Message) : null;
}
