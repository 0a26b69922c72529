namespace StackOperator.ControllerRuntime.Abstractions.Attributes;

/// <summary>A permission on custom resources that the annotated class needs.</summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true)]
public sealed class EntityRbacAttribute(params Type[] entities) : Attribute
{
    public IReadOnlyList<Type> Entities { get; } = entities;
    public RbacVerb Verbs { get; init; }
    /// <summary>Subresource such as <c>status</c>; empty for the resource itself.</summary>
    public string Subresource { get; init; } = string.Empty;
}
