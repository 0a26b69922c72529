namespace StackOperator.Core.Checkpoints;

/// <summary>One edit: the bytes from <paramref name="Start"/> up to <paramref name="End"/> give way to <paramref name="NewText"/>.</summary>
internal sealed record TextEdit(long Start, long End, byte[] NewText);
