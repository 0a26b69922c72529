using System.Text.Json;
using StackOperator.ControllerRuntime.Abstractions.Entities;
using StackOperator.ControllerRuntime.Client;

namespace StackOperator.ControllerRuntime.Caching;

/// <summary>
/// Reads the header of an object and copies its JSON without managedFields and the last-applied annotation, in one pass.
/// Not thread-safe: it keeps its buffer.
/// </summary>
internal sealed class ObjectReader
{
    private byte[] _output = new byte[4096];
    private int _length;
    private string? _lastNamespace;

    /// <summary>Reads one object.</summary>
    /// <exception cref="JsonException">No object, or one without name and resource version.</exception>
    public CachedObject Read(ReadOnlySpan<byte> json)
    {
        _length = 0;
        var fields = default(Fields);
        var reader = new Utf8JsonReader(json, ListReader.Lenient);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            throw new JsonException("A resource must be a JSON object.");
        Object(ref reader, json, Level.Root, ref fields);
        if (string.IsNullOrEmpty(fields.Name) || string.IsNullOrEmpty(fields.ResourceVersion))
            throw new JsonException("A resource must have metadata.name and metadata.resourceVersion.");
        var header = new EntityHeader(new(fields.Namespace, fields.Name), fields.Uid ?? "", fields.ResourceVersion, fields.Generation, fields.DeletionRequested);
        return new(header, _output.AsSpan(0, _length).ToArray());
    }

    /// <summary>The resource version alone, for bookmarks and for objects that cannot be read; null when there is none.</summary>
    public static string? ReadResourceVersion(ReadOnlySpan<byte> json)
    {
        try
        {
            var reader = new Utf8JsonReader(json, ListReader.Lenient);
            while (reader.Read())
            {
                if (reader.TokenType != JsonTokenType.PropertyName)
                    continue;
                if (reader.CurrentDepth == 1 && reader.ValueTextEquals("metadata"u8))
                    continue;
                if (reader.CurrentDepth == 2 && reader.ValueTextEquals("resourceVersion"u8) && reader.Read())
                    return reader.TokenType == JsonTokenType.String ? reader.GetString() : null;
                reader.Skip();
            }
        }
        catch (JsonException)
        {
        }

        return null;
    }

    private void Object(ref Utf8JsonReader reader, ReadOnlySpan<byte> json, Level level, ref Fields fields)
    {
        Write("{"u8);
        var first = true;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = json[(int)reader.TokenStartIndex..(int)reader.BytesConsumed];
            var member = Member(ref reader, level);
            reader.Read();
            if (member == MemberKind.Dropped)
            {
                reader.Skip();
                continue;
            }

            if (!first)
                Write(","u8);
            first = false;
            Write(name);
            if (name[^1] != ':')
                Write(":"u8);
            if (reader.TokenType == JsonTokenType.StartObject && member is MemberKind.Metadata or MemberKind.Annotations)
                Object(ref reader, json, member == MemberKind.Metadata ? Level.Metadata : Level.Annotations, ref fields);
            else
                Value(ref reader, json, member, ref fields);
        }

        Write("}"u8);
    }

    private void Value(ref Utf8JsonReader reader, ReadOnlySpan<byte> json, MemberKind member, ref Fields fields)
    {
        var start = (int)reader.TokenStartIndex;
        switch (member)
        {
            case MemberKind.Name: fields.Name = reader.GetString(); break;
            case MemberKind.Namespace: fields.Namespace = Shared(ref reader); break;
            case MemberKind.Uid: fields.Uid = reader.GetString(); break;
            case MemberKind.ResourceVersion: fields.ResourceVersion = reader.GetString(); break;
            case MemberKind.Generation: fields.Generation = reader.TokenType == JsonTokenType.Number ? reader.GetInt64() : 0; break;
            case MemberKind.DeletionTimestamp: fields.DeletionRequested = reader.TokenType == JsonTokenType.String; break;
            default: reader.Skip(); break;
        }

        Write(json[start..(int)reader.BytesConsumed]);
    }

    private static MemberKind Member(ref Utf8JsonReader reader, Level level) => level switch
    {
        Level.Root => reader.ValueTextEquals("metadata"u8) ? MemberKind.Metadata : MemberKind.Other,
        Level.Annotations => reader.ValueTextEquals(EntityBody.LastApplied) ? MemberKind.Dropped : MemberKind.Other,
        _ when reader.ValueTextEquals("name"u8) => MemberKind.Name,
        _ when reader.ValueTextEquals("namespace"u8) => MemberKind.Namespace,
        _ when reader.ValueTextEquals("uid"u8) => MemberKind.Uid,
        _ when reader.ValueTextEquals("resourceVersion"u8) => MemberKind.ResourceVersion,
        _ when reader.ValueTextEquals("generation"u8) => MemberKind.Generation,
        _ when reader.ValueTextEquals("deletionTimestamp"u8) => MemberKind.DeletionTimestamp,
        _ when reader.ValueTextEquals("annotations"u8) => MemberKind.Annotations,
        _ when reader.ValueTextEquals("managedFields"u8) => MemberKind.Dropped,
        _ => MemberKind.Other,
    };

    // Neighbours share their namespace: one string for all of them.
    private string? Shared(ref Utf8JsonReader reader)
    {
        if (_lastNamespace is null || reader.TokenType != JsonTokenType.String || !reader.ValueTextEquals(_lastNamespace))
            _lastNamespace = reader.GetString();
        return _lastNamespace;
    }

    private void Write(ReadOnlySpan<byte> bytes)
    {
        if (_length + bytes.Length > _output.Length)
            Array.Resize(ref _output, Math.Max(_output.Length * 2, _length + bytes.Length));
        bytes.CopyTo(_output.AsSpan(_length));
        _length += bytes.Length;
    }

    private enum Level
    {
        Root,
        Metadata,
        Annotations,
    }

    private enum MemberKind
    {
        Other,
        Dropped,
        Metadata,
        Annotations,
        Name,
        Namespace,
        Uid,
        ResourceVersion,
        Generation,
        DeletionTimestamp,
    }

    private struct Fields
    {
        public string? Name;
        public string? Namespace;
        public string? Uid;
        public string? ResourceVersion;
        public long Generation;
        public bool DeletionRequested;
    }
}
