namespace StackOperator.Store.References;

/// <summary>A reference and the field that has it.</summary>
/// <param name="Field">The field.</param>
/// <param name="Kind">What it refers to.</param>
/// <param name="Id">Which.</param>
public readonly record struct NamedReference(string Field, ReferenceKind Kind, Guid Id);
