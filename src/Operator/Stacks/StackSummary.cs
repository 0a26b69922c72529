using k8s.Models;
using StackOperator.Core.Stacks;
using StackOperator.Crds.V1Alpha1.Stacks;

namespace StackOperator.Operator.Stacks;

/// <summary>Turns an outcome into the status: facts of the row, and conditions as kstatus reads them. Pure.</summary>
internal static class StackSummary
{
    private const string True = "True";
    private const string False = "False";
    private const string Unknown = "Unknown";

    /// <summary>The status that the object should show.</summary>
    /// <param name="before">The status it shows.</param>
    /// <param name="generation">metadata.generation that was worked on.</param>
    /// <param name="outcome">How that ended.</param>
    /// <param name="now">Time of transitions that happen now.</param>
    public static StackStatus Summarize(StackStatus? before, long? generation, StackOutcome outcome, DateTimeOffset now)
    {
        var status = outcome.RowIsUnknown ? Facts(before) : Facts(outcome.Row);
        status.ObservedGeneration = generation;
        status.Conditions = Conditions(before?.Conditions ?? [], generation, outcome, WholeSeconds(now.UtcDateTime));
        return status;
    }

    /// <summary>Whether Ready says something else than before; time for an event.</summary>
    public static bool IsTransition(StackStatus? before, StackOutcome outcome)
    {
        var ready = before?.Conditions?.FirstOrDefault(static condition => condition.Type == StackConditions.Ready);
        return ready is null || ready.Status != ReadyStatus(outcome.Kind) || ready.Reason != outcome.Reason;
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
        StartTime = last.StartedAt is { } start ? WholeSeconds(start) : null,
        EndTime = last.EndedAt is { } end ? WholeSeconds(end) : null,
        Version = last.Version,
    };

    private static List<V1Condition> Conditions(IList<V1Condition> before, long? generation, StackOutcome outcome, DateTime now)
    {
        var conditions = new List<V1Condition> { Condition(StackConditions.Ready, ReadyStatus(outcome.Kind)) };
        if (outcome.Kind is StackOutcomeKind.Waiting or StackOutcomeKind.Transient)
        {
            conditions.Add(Condition(StackConditions.Reconciling, True));
        }

        if (outcome.Kind is StackOutcomeKind.Stalled)
        {
            conditions.Add(Condition(StackConditions.Stalled, True));
        }

        conditions.AddRange(before.Where(static other => other.Type is not (StackConditions.Ready or StackConditions.Reconciling or StackConditions.Stalled)));
        return conditions;

        V1Condition Condition(string type, string status)
        {
            var old = before.FirstOrDefault(condition => condition.Type == type);
            return new V1Condition
            {
                Type = type,
                Status = status,
                Reason = outcome.Reason,
                Message = outcome.Message,
                ObservedGeneration = generation,
                LastTransitionTime = old?.Status == status ? old.LastTransitionTime : now,
            };
        }
    }

    // Unknown, not False, when the database is away: the row may well be what the object asks for.
    private static string ReadyStatus(StackOutcomeKind kind) => kind switch
    {
        StackOutcomeKind.Ready => True,
        StackOutcomeKind.Transient => Unknown,
        _ => False,
    };

    // Kubernetes keeps whole seconds; a fraction would look like a difference for ever.
    private static DateTime WholeSeconds(DateTime time) => new(time.Ticks - (time.Ticks % TimeSpan.TicksPerSecond), DateTimeKind.Utc);
}
