using StackOperator.Crds.V1Alpha1.Stacks;

namespace StackOperator.Api.Resources;

/// <summary>The operator's decisions on Stacks.</summary>
internal sealed class StackVerdicts : IVerdictReader<StackResource>
{
    public ObjectVerdict<StackResource>? On(StackResource entity, long generation) => ObjectVerdict<StackResource>.On(
        entity,
        entity.Status?.ObservedGeneration,
        entity.Status?.Conditions?.FirstOrDefault(static condition => condition.Type == StackConditions.Ready),
        generation,
        static reason => reason is StackConditions.ReasonDatabaseUnavailable or StackConditions.ReasonDeleting);
}
