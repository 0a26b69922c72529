using k8s.Models;
using StackOperator.ControllerRuntime.Abstractions.Attributes;
using StackOperator.ControllerRuntime.Abstractions.Entities;

namespace StackOperator.Crds.V1Alpha1.EnvironmentStacks;

/// <summary>A stack of environments: it becomes one workspace for each and the promotion graph between them.</summary>
[KubernetesEntity(Group = ApiGroup.Name, ApiVersion = "v1alpha1", Kind = "EnvironmentStack", PluralName = "environmentstacks")]
[KubernetesEntityShortNames("envstk")]
[KubernetesEntityCategories("stackoperator")]
[EntityScope(EntityScope.Namespaced)]
[GenericAdditionalPrinterColumn(".status.project", "Project", "string")]
[GenericAdditionalPrinterColumn(".status.environmentCount", "Environments", "integer")]
[GenericAdditionalPrinterColumn(".status.conditions[?(@.type==\"Ready\")].status", "Ready", "string")]
[GenericAdditionalPrinterColumn(".status.conditions[?(@.type==\"Ready\")].reason", "Reason", "string")]
[GenericAdditionalPrinterColumn(".status.latest", "Latest", "string", Priority = 1)]
[GenericAdditionalPrinterColumn(".metadata.creationTimestamp", "Age", "date")]
[Description("A stack of environments: it becomes one workspace for each environment and the promotion graph between them, all at once. Deleting it unlinks the workspaces and deletes nothing else.")]
public sealed class EnvironmentStackResource : CustomKubernetesEntity<EnvironmentStackSpec, EnvironmentStackStatus>
{
    /// <summary>Creates an empty environment stack with its type meta set.</summary>
    public EnvironmentStackResource()
    {
        ApiVersion = $"{ApiGroup.Name}/v1alpha1";
        Kind = "EnvironmentStack";
    }
}
