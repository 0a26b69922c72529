namespace StackOperator.Store.References;

/// <summary>A reference that is not right.</summary>
/// <param name="Field">The field that has it.</param>
/// <param name="IsForeign">It belongs to another project; else it does not exist in the organization.</param>
public readonly record struct ReferenceFault(string Field, bool IsForeign);
