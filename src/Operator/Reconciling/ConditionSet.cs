using k8s.Models;

namespace StackOperator.Operator.Reconciling;

/// <summary>Builds the conditions of a status from those it had: pure.</summary>
internal static class ConditionSet
{
    public const string True = "True";
    public const string False = "False";
    public const string Unknown = "Unknown";

    /// <summary>
    /// The wanted conditions, with times that change only with the status of each, followed by conditions of others.
    /// </summary>
    /// <param name="before">The conditions as they are.</param>
    /// <param name="ours">Every type that is ours: those that are not wanted go.</param>
    /// <param name="wanted">What to say.</param>
    /// <param name="generation">metadata.generation that was worked on.</param>
    /// <param name="now">Time of transitions that happen now.</param>
    public static List<V1Condition> Build(
        IList<V1Condition>? before, IReadOnlyCollection<string> ours, IEnumerable<WantedCondition> wanted, long? generation, DateTimeOffset now)
    {
        before ??= [];
        var transition = WholeSeconds(now.UtcDateTime);
        var conditions = wanted.Select(condition =>
        {
            var old = Find(before, condition.Type);
            return new V1Condition
            {
                Type = condition.Type,
                Status = condition.Status,
                Reason = condition.Reason,
                Message = condition.Message,
                ObservedGeneration = generation,
                LastTransitionTime = old?.Status == condition.Status ? old.LastTransitionTime : transition,
            };
        }).ToList();
        conditions.AddRange(before.Where(other => !ours.Contains(other.Type)));
        return conditions;
    }

    /// <summary>The condition of a type; null when it is not there.</summary>
    public static V1Condition? Find(IEnumerable<V1Condition>? conditions, string type) => conditions?.FirstOrDefault(condition => condition.Type == type);

    /// <summary>The status of Ready. Unknown, not False, when the database is away: the rows may well be what the object asks for.</summary>
    public static string ReadyStatus(OutcomeKind kind) => kind switch
    {
        OutcomeKind.Ready => True,
        OutcomeKind.Transient => Unknown,
        _ => False,
    };

    /// <summary>Kubernetes keeps whole seconds; a fraction would look like a difference for ever.</summary>
    public static DateTime WholeSeconds(DateTime time) => new(time.Ticks - (time.Ticks % TimeSpan.TicksPerSecond), DateTimeKind.Utc);
}
