namespace StackOperator.ControllerRuntime.Abstractions.Attributes;

/// <summary>A permission on any resource that the annotated class needs.</summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true)]
public sealed class GenericRbacAttribute : Attribute
{
    public string[] Groups { get; init; } = [];
    public string[] Resources { get; init; } = [];
    public string[] ResourceNames { get; init; } = [];
    public string[] Urls { get; init; } = [];
    public RbacVerb Verbs { get; init; }
    /// <summary>Cluster-wide, or only in the operator's own namespace.</summary>
    public RbacScope Scope { get; init; } = RbacScope.Cluster;
}
