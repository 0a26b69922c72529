namespace StackOperator.Store.Idempotency;

/// <summary>An answer that a repetition gets again.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Location">The header of that name; null = none.</param>
/// <param name="Body">The body.</param>
public sealed record IdempotentAnswer(int Status, string? Location, ReadOnlyMemory<byte> Body);
