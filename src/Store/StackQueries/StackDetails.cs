namespace StackOperator.Store.StackQueries;

/// <summary>A stack as its GET shows it.</summary>
/// <param name="TagsJson">Tags: a JSON object as UTF-8.</param>
/// <param name="Version">Version of the latest state-changing update, 0 before the first.</param>
/// <param name="ActiveUpdate">The running update.</param>
/// <param name="ActiveKind">Its kind.</param>
/// <param name="ActiveAuthor">Who started it.</param>
/// <param name="ActiveStart">When it started.</param>
public readonly record struct StackDetails(
    ReadOnlyMemory<byte> TagsJson,
    long Version,
    Guid? ActiveUpdate,
    string? ActiveKind,
    string? ActiveAuthor,
    DateTime? ActiveStart);
