using k8s.Models;
using StackOperator.ControllerRuntime.Abstractions.Attributes;
using StackOperator.ControllerRuntime.Abstractions.Entities;

namespace StackOperator.Crds.V1Alpha1.Stacks;

/// <summary>A Pulumi stack: that it exists, its names and tags. State, history and secrets live in the database.</summary>
[KubernetesEntity(Group = ApiGroup.Name, ApiVersion = "v1alpha1", Kind = "Stack", PluralName = "stacks")]
[KubernetesEntityShortNames("stk")]
[KubernetesEntityCategories("stackoperator")]
[EntityScope(EntityScope.Namespaced)]
[GenericAdditionalPrinterColumn(".spec.organization", "Organization", "string")]
[GenericAdditionalPrinterColumn(".spec.project", "Project", "string")]
[GenericAdditionalPrinterColumn(".spec.name", "Stack", "string")]
[GenericAdditionalPrinterColumn(".status.version", "Version", "integer")]
[GenericAdditionalPrinterColumn(".status.lastUpdate.status", "Update", "string")]
[GenericAdditionalPrinterColumn(".status.conditions[?(@.type==\"Ready\")].status", "Ready", "string")]
[GenericAdditionalPrinterColumn(".status.conditions[?(@.type==\"Ready\")].reason", "Reason", "string")]
[GenericAdditionalPrinterColumn(".status.lastUpdate.startTime", "Last-Update", "date", Priority = 1)]
[GenericAdditionalPrinterColumn(".status.resourceCount", "Resources", "integer", Priority = 1)]
[GenericAdditionalPrinterColumn(".status.activeUpdate", "Active", "string", Priority = 1)]
[GenericAdditionalPrinterColumn(".metadata.creationTimestamp", "Age", "date")]
[Description("A Pulumi stack: that it exists, its names and tags. State, history and secrets live in the database.")]
public sealed class StackResource : CustomKubernetesEntity<StackSpec, StackStatus>
{
    /// <summary>Creates an empty stack with its type meta set.</summary>
    public StackResource()
    {
        ApiVersion = $"{ApiGroup.Name}/v1alpha1";
        Kind = "Stack";
    }
}
