using System.Buffers;
using System.Text.Json;
using StackOperator.Core.Deployments;

namespace StackOperator.Core.Journal;

/// <summary>
/// Writes a resource anew where the replay changes it: marks, references to resources that are gone, aliases. Members that
/// do not change are copied byte for byte, in their order; a resource without any change keeps its very text.
/// </summary>
internal sealed class ResourceRewriter(TextPool pool)
{
    private readonly ArrayBufferWriter<byte> _output = new();
    private readonly ArrayBufferWriter<byte> _value = new();
    private readonly ArrayBufferWriter<byte> _property = new();
    private readonly HashSet<string> _before = new(StringComparer.Ordinal);
    private ResourceMarks _wanted;
    private ResourceMarks _written;
    private bool _changed;
    private bool _isEmpty;

    /// <summary>URNs of all resources of the state; when set, references to anything that does not stand before are removed.</summary>
    public HashSet<string>? Present { get; set; }

    /// <summary>Aliases to resolve, if any resource has some.</summary>
    public AliasMap? Aliases { get; set; }

    /// <summary>The resource as it stands in the built state. Resources must come in order.</summary>
    public ReadOnlyMemory<byte> Rewrite(ReadOnlyMemory<byte> raw, ResourceMarks marks, string? urn)
    {
        _output.Clear();
        (_wanted, _written, _changed, _isEmpty) = (marks, ResourceMarks.None, false, true);
        Put(_output, "{"u8);
        var reader = JsonText.Open(raw.Span);
        while (JsonText.NextMember(ref reader))
        {
            var name = raw.Span.Slice((int)reader.TokenStartIndex, reader.ValueSpan.Length + 2);
            var member = ResourceMembers.Identify(ref reader);
            reader.Read();
            _value.Clear();
            var keep = member switch
            {
                ResourceMember.Delete => SetFlag(ref reader, raw.Span, ResourceMarks.Delete),
                ResourceMember.PendingReplacement => SetFlag(ref reader, raw.Span, ResourceMarks.PendingReplacement),
                _ => Present is null && Aliases is null ? Copy(ref reader, raw.Span) : RewriteReferences(ref reader, member, raw.Span),
            };
            if (keep)
            {
                PutMember(name, _value.WrittenSpan);
            }
        }

        AppendFlag(ResourceMarks.Delete, "\"delete\""u8);
        AppendFlag(ResourceMarks.PendingReplacement, "\"pendingReplacement\""u8);
        Put(_output, "}"u8);
        if (urn is not null)
        {
            _before.Add(urn);
        }

        return _changed ? _output.WrittenSpan.ToArray() : raw;
    }

    private bool RewriteReferences(ref Utf8JsonReader reader, ResourceMember member, ReadOnlySpan<byte> text)
    {
        if (reader.TokenType == JsonTokenType.Null)
        {
            return Copy(ref reader, text);
        }

        return member switch
        {
            ResourceMember.Urn or ResourceMember.ViewOf => RewriteUrn(ref reader, text, isKept: true),
            ResourceMember.Parent => RewriteUrn(ref reader, text, Present?.Contains(pool.Take(ref reader)) ?? true),
            ResourceMember.DeletedWith => RewriteUrn(ref reader, text, Present is null || _before.Contains(pool.Take(ref reader))),
            ResourceMember.Provider => RewriteProvider(ref reader, text),
            ResourceMember.Dependencies => RewriteList(ref reader, text, resolve: true),
            ResourceMember.ReplaceWith => RewriteList(ref reader, text, resolve: false),
            ResourceMember.PropertyDependencies => RewritePropertyDependencies(ref reader, text),
            ResourceMember.Aliases => Aliases is null ? Copy(ref reader, text) : DropAliases(ref reader, text),
            _ => Copy(ref reader, text),
        };
    }

    private bool Copy(ref Utf8JsonReader reader, ReadOnlySpan<byte> text)
    {
        var slice = JsonText.Skip(ref reader);
        Put(_value, text.Slice(slice.Start, slice.Length));
        return true;
    }

    // Every occurrence of the member becomes true, so that the last one does.
    private bool SetFlag(ref Utf8JsonReader reader, ReadOnlySpan<byte> text, ResourceMarks mark)
    {
        if (!_wanted.HasFlag(mark))
        {
            return Copy(ref reader, text);
        }

        _changed |= reader.TokenType != JsonTokenType.True;
        _written |= mark;
        Put(_value, "true"u8);
        return true;
    }

    private void AppendFlag(ResourceMarks mark, ReadOnlySpan<byte> name)
    {
        if (_wanted.HasFlag(mark) && !_written.HasFlag(mark))
        {
            PutMember(name, "true"u8);
            _changed = true;
        }
    }

    private bool RewriteUrn(ref Utf8JsonReader reader, ReadOnlySpan<byte> text, bool isKept)
    {
        var urn = pool.Take(ref reader);
        if (!isKept && urn.Length > 0)
        {
            _changed = true;
            return false;
        }

        PutUrn(_value, ref reader, text, urn, Resolve(urn));
        return true;
    }

    private bool RewriteProvider(ref Utf8JsonReader reader, ReadOnlySpan<byte> text)
    {
        var reference = pool.Take(ref reader);
        var changed = Aliases is null ? reference : Urn.ChangeProvider(reference, Aliases.Resolve);
        if (!ReferenceEquals(reference, changed) && !Urn.IsProviderReference(changed))
        {
            throw new StateRefusedException(
                StateRefusalKind.AliasConflict,
                "provider",
                $"by an alias '{reference}' would become '{changed}', which is no provider");
        }

        PutUrn(_value, ref reader, text, reference, changed);
        return true;
    }

    private bool RewriteList(ref Utf8JsonReader reader, ReadOnlySpan<byte> text, bool resolve)
    {
        var (kept, dropped) = PutItems(_value, ref reader, text, resolve);
        return kept > 0 || dropped == 0;
    }

    private (int Kept, int Dropped) PutItems(ArrayBufferWriter<byte> output, ref Utf8JsonReader reader, ReadOnlySpan<byte> text, bool resolve)
    {
        var (kept, dropped) = (0, 0);
        Put(output, "["u8);
        while (JsonText.NextItem(ref reader))
        {
            var urn = pool.Take(ref reader);
            if (Present is not null && !_before.Contains(urn))
            {
                dropped++;
                _changed = true;
                continue;
            }

            Put(output, kept++ > 0 ? ","u8 : []);
            PutUrn(output, ref reader, text, urn, resolve ? Resolve(urn) : urn);
        }

        Put(output, "]"u8);
        return (kept, dropped);
    }

    private bool RewritePropertyDependencies(ref Utf8JsonReader reader, ReadOnlySpan<byte> text)
    {
        var (kept, dropped) = (0, 0);
        Put(_value, "{"u8);
        while (JsonText.NextMember(ref reader))
        {
            var name = text.Slice((int)reader.TokenStartIndex, reader.ValueSpan.Length + 2);
            reader.Read();
            _property.Clear();
            if (PutProperty(ref reader, text) == 0 && Present is not null)
            {
                // A refresh leaves no key without a dependency, not even one that had none before.
                dropped++;
                _changed = true;
                continue;
            }

            Put(_value, kept++ > 0 ? ","u8 : []);
            Put(_value, name);
            Put(_value, ":"u8);
            Put(_value, _property.WrittenSpan);
        }

        Put(_value, "}"u8);
        return kept > 0 || dropped == 0;
    }

    private int PutProperty(ref Utf8JsonReader reader, ReadOnlySpan<byte> text)
    {
        if (reader.TokenType == JsonTokenType.Null)
        {
            Put(_property, "null"u8);
            return 0;
        }

        return PutItems(_property, ref reader, text, resolve: true).Kept;
    }

    private bool DropAliases(ref Utf8JsonReader reader, ReadOnlySpan<byte> text)
    {
        var start = (int)reader.TokenStartIndex;
        var hasItem = false;
        while (JsonText.NextItem(ref reader))
        {
            hasItem = true;
        }

        _changed |= hasItem;
        Put(_value, text[start..(int)reader.BytesConsumed]);
        return !hasItem;
    }

    private string Resolve(string urn) => urn.Length == 0 || Aliases is null ? urn : Aliases.Resolve(urn);

    private void PutUrn(ArrayBufferWriter<byte> output, ref Utf8JsonReader reader, ReadOnlySpan<byte> text, string urn, string changed)
    {
        if (ReferenceEquals(urn, changed) || urn == changed)
        {
            Put(output, text[(int)reader.TokenStartIndex..(int)reader.BytesConsumed]);
            return;
        }

        _changed = true;
        Put(output, JsonText.Quote(changed));
    }

    private void PutMember(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        Put(_output, _isEmpty ? [] : ","u8);
        Put(_output, name);
        Put(_output, ":"u8);
        Put(_output, value);
        _isEmpty = false;
    }

    private static void Put(ArrayBufferWriter<byte> output, ReadOnlySpan<byte> bytes) => output.Write(bytes);
}
