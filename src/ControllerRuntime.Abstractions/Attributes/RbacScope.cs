namespace StackOperator.ControllerRuntime.Abstractions.Attributes;

/// <summary>Where a permission holds: ClusterRole or Role in the own namespace.</summary>
public enum RbacScope
{
    Cluster,
    Namespace,
}
