namespace StackOperator.Core.Deployments;

/// <summary>Replacements in a text, not overlapping; everything else is copied byte for byte.</summary>
internal sealed class TextPatch
{
    private readonly List<(int Start, int Length, byte[] Replacement, int Order)> _edits = [];
    private long _growth;

    public bool IsEmpty => _edits.Count == 0;

    /// <summary>Adds a replacement, in any order.</summary>
    public void Add(int start, int length, byte[] replacement)
    {
        _edits.Add((start, length, replacement, _edits.Count));
        _growth += replacement.Length - length;
    }

    /// <summary>Adds the replacements of another patch of the same text, if there is one.</summary>
    public void Add(TextPatch? other)
    {
        foreach (var (start, length, replacement, _) in other?._edits ?? [])
        {
            Add(start, length, replacement);
        }
    }

    public byte[] Apply(ReadOnlySpan<byte> text)
    {
        if (text.Length + _growth > Array.MaxLength)
        {
            throw new StateRefusedException(StateRefusalKind.TooLarge, "body", "the result would be larger than 2 GB");
        }

        _edits.Sort(static (a, b) => a.Start != b.Start ? a.Start.CompareTo(b.Start) : a.Order.CompareTo(b.Order));
        var result = new byte[text.Length + _growth];
        var (from, to) = (0, 0);
        foreach (var (start, length, replacement, _) in _edits)
        {
            text[from..start].CopyTo(result.AsSpan(to));
            to += start - from;
            replacement.CopyTo(result, to);
            to += replacement.Length;
            from = start + length;
        }

        text[from..].CopyTo(result.AsSpan(to));
        return result;
    }
}
