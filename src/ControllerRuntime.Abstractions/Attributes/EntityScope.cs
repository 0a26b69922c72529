namespace StackOperator.ControllerRuntime.Abstractions.Attributes;

/// <summary>Scope of a kind.</summary>
public enum EntityScope
{
    Namespaced,
    Cluster,
}
