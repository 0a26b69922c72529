using StackOperator.Api.Resources;
using StackOperator.Crds.V1Alpha1.EnvironmentStacks;

namespace StackOperator.Api.EnvironmentStacks;

/// <summary>The operator's decisions on EnvironmentStacks.</summary>
internal sealed class EnvironmentStackVerdicts : IVerdictReader<EnvironmentStackResource>
{
    public ObjectVerdict<EnvironmentStackResource>? On(EnvironmentStackResource entity, long generation) => ObjectVerdict<EnvironmentStackResource>.On(
        entity,
        entity.Status?.ObservedGeneration,
        entity.Status?.Conditions?.FirstOrDefault(static condition => condition.Type == EnvironmentStackConditions.Ready),
        generation,
        static reason => reason is EnvironmentStackConditions.ReasonDatabaseUnavailable);
}
