namespace StackOperator.ControllerRuntime.Abstractions.Attributes;

/// <summary>Whether objects of this kind live in a namespace.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class EntityScopeAttribute(EntityScope scope) : Attribute
{
    public EntityScope Scope { get; } = scope;
}
