namespace StackOperator.Store.StackQueries;

/// <summary>A stack as listings show it.</summary>
public readonly record struct StackListRow(
    string Organization,
    string Project,
    string Name,
    ReadOnlyMemory<byte> TagsJson,
    long Version,
    long? ResourceCount,
    Guid? ActiveUpdate,
    string? LastKind,
    string? LastStatus,
    DateTime? LastStart,
    DateTime? LastEnd);
