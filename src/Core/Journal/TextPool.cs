using System.Text.Json;

namespace StackOperator.Core.Journal;

/// <summary>Keeps one string for each different text: a state names every resource many times.</summary>
internal sealed class TextPool
{
    private readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> _texts = new HashSet<string>(StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();
    private char[] _buffer = new char[512];

    /// <summary>The text of the string the reader stands on; empty for null.</summary>
    public string Take(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.Null)
        {
            return string.Empty;
        }

        if (_buffer.Length < reader.ValueSpan.Length)
        {
            _buffer = new char[reader.ValueSpan.Length];
        }

        var text = _buffer.AsSpan(0, reader.CopyString(_buffer));
        if (!_texts.TryGetValue(text, out var known))
        {
            known = text.ToString();
            _texts.Add(known);
        }

        return known;
    }
}
