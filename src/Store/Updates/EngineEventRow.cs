namespace StackOperator.Store.Updates;

/// <summary>One engine event.</summary>
/// <param name="Sequence">Its number within the update, from 0.</param>
/// <param name="Body">Its JSON, as sent.</param>
public readonly record struct EngineEventRow(long Sequence, ReadOnlyMemory<byte> Body);
