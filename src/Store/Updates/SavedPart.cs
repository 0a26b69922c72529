namespace StackOperator.Store.Updates;

/// <summary>A state as a part of a longer text, in bytes of that text.</summary>
/// <param name="Start">Its first byte.</param>
/// <param name="Length">Its length.</param>
/// <param name="Head">What belongs before it.</param>
/// <param name="Tail">What belongs behind it.</param>
internal sealed record SavedPart(long Start, long Length, byte[] Head, byte[] Tail);
