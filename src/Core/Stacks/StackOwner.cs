namespace StackOperator.Core.Stacks;

/// <summary>The object that a stack's row belongs to.</summary>
/// <param name="Uid">metadata.uid; decides.</param>
/// <param name="Namespace">metadata.namespace, for people and look-ups.</param>
/// <param name="Name">metadata.name, for people and look-ups.</param>
public sealed record StackOwner(string Uid, string Namespace, string Name)
{
    /// <summary>The form people write: <c>namespace/name</c>.</summary>
    public override string ToString() => $"{Namespace}/{Name}";
}
