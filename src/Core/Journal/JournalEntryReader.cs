using System.Text.Json;
using StackOperator.Core.Deployments;

namespace StackOperator.Core.Journal;

/// <summary>Finds the members of one journal entry and refuses what could not be replayed later.</summary>
internal static class JournalEntryReader
{
    public static JournalEntry Read(ReadOnlyMemory<byte> raw, int negotiatedVersion, string where)
    {
        var entry = new JournalEntry(raw);
        var reader = JsonText.Open(raw.Span);
        JsonText.ExpectObject(ref reader, where);
        var (hasKind, kind) = (false, 0L);
        while (JsonText.NextMember(ref reader))
        {
            var member = Identify(ref reader);
            reader.Read();
            if (member == Member.Kind)
            {
                kind = JsonText.Integer(ref reader, $"{where}.kind");
                hasKind = true;
            }
            else if (member == Member.Other || reader.TokenType == JsonTokenType.Null)
            {
                reader.Skip();
            }
            else
            {
                ReadMember(ref reader, entry, member, where);
            }
        }

        JsonText.End(ref reader);
        Check(entry, hasKind, kind, negotiatedVersion, where);
        return entry;
    }

    private static void ReadMember(ref Utf8JsonReader reader, JournalEntry entry, Member member, string where)
    {
        switch (member)
        {
            case Member.Version:
                entry.Version = (int)Math.Clamp(JsonText.Integer(ref reader, $"{where}.version"), int.MinValue, int.MaxValue);
                break;
            case Member.SequenceId:
                entry.SequenceId = JsonText.Integer(ref reader, $"{where}.sequenceID");
                break;
            case Member.OperationId:
                entry.OperationId = JsonText.Integer(ref reader, $"{where}.operationID");
                break;
            case Member.RemoveOld:
                entry.RemoveOld = JsonText.Integer(ref reader, $"{where}.removeOld");
                break;
            case Member.RemoveNew:
                entry.RemoveNew = JsonText.Integer(ref reader, $"{where}.removeNew");
                break;
            case Member.DeleteOld:
                entry.DeleteOld = JsonText.Integer(ref reader, $"{where}.deleteOld");
                break;
            case Member.DeleteNew:
                entry.DeleteNew = JsonText.Integer(ref reader, $"{where}.deleteNew");
                break;
            case Member.PendingReplacementOld:
                entry.PendingReplacementOld = JsonText.Integer(ref reader, $"{where}.pendingReplacementOld");
                break;
            case Member.PendingReplacementNew:
                entry.PendingReplacementNew = JsonText.Integer(ref reader, $"{where}.pendingReplacementNew");
                break;
            case Member.IsRefresh:
                entry.IsRefresh = JsonText.Boolean(ref reader, $"{where}.isRefresh");
                break;
            case Member.RequiresByteString:
                entry.RequiresByteString = JsonText.Boolean(ref reader, $"{where}.requiresByteString");
                break;
            default:
                ReadValue(ref reader, entry, member, where);
                break;
        }
    }

    private static void ReadValue(ref Utf8JsonReader reader, JournalEntry entry, Member member, string where)
    {
        switch (member)
        {
            case Member.State:
                ReadState(ref reader, entry, $"{where}.state");
                break;
            case Member.Operation:
                ReadOperation(ref reader, entry, $"{where}.operation");
                break;
            case Member.SecretsProvider:
                entry.SecretsProvider = Object(ref reader, entry, $"{where}.secretsProvider");
                break;
            case Member.NewSnapshot:
                entry.NewSnapshot = Object(ref reader, entry, $"{where}.newSnapshot");
                break;
            case Member.Extension:
                entry.Extension = Object(ref reader, entry, $"{where}.extension");
                break;
            case Member.Snippets:
                JsonText.ExpectArray(ref reader, $"{where}.snippets");
                entry.Snippets = Slice(ref reader, entry);
                break;
            default:
                _ = JsonText.String(ref reader, $"{where}.extensionRef");
                entry.ExtensionRef = Slice(ref reader, entry);
                break;
        }
    }

    private static void ReadState(ref Utf8JsonReader reader, JournalEntry entry, string where)
    {
        var start = (int)reader.TokenStartIndex;
        try
        {
            entry.StateTraits = ResourceScan.Read(ref reader);
        }
        catch (StateRefusedException refused)
        {
            throw refused.Within(where);
        }

        entry.State = entry.Raw[start..(int)reader.BytesConsumed];
    }

    private static void ReadOperation(ref Utf8JsonReader reader, JournalEntry entry, string where)
    {
        var start = (int)reader.TokenStartIndex;
        try
        {
            (entry.OperationTraits, entry.IsCreating) = ResourceScan.ReadOperation(ref reader);
        }
        catch (StateRefusedException refused)
        {
            throw refused.Within(where);
        }

        entry.Operation = entry.Raw[start..(int)reader.BytesConsumed];
    }

    private static ReadOnlyMemory<byte> Object(ref Utf8JsonReader reader, JournalEntry entry, string where)
    {
        JsonText.ExpectObject(ref reader, where);
        return Slice(ref reader, entry);
    }

    private static ReadOnlyMemory<byte> Slice(ref Utf8JsonReader reader, JournalEntry entry)
    {
        var slice = JsonText.Skip(ref reader);
        return entry.Raw.Slice(slice.Start, slice.Length);
    }

    private static void Check(JournalEntry entry, bool hasKind, long kind, int negotiatedVersion, string where)
    {
        if (!hasKind)
        {
            throw JsonText.Wrong($"{where}.kind", "missing: send an integer");
        }

        if (kind is < (long)JournalEntryKind.Begin or > (long)JournalEntryKind.Snippets || entry.Version > negotiatedVersion)
        {
            throw new StateRefusedException(
                StateRefusalKind.UnsupportedJournalEntry,
                where,
                $"journal entry of kind {kind} and version {entry.Version} is not supported here (kinds 0 to 9 of version {negotiatedVersion} are): "
                + "use a newer server, or run the client with PULUMI_DISABLE_JOURNALING=true");
        }

        entry.Kind = (JournalEntryKind)kind;
        if (entry.SequenceId <= 0)
        {
            throw JsonText.Wrong($"{where}.sequenceID", "must be a positive integer");
        }

        if (MissingMember(entry) is { } member)
        {
            throw JsonText.Wrong($"{where}.{member}", $"missing: an entry of kind {kind} needs it");
        }

        if (entry.Kind == JournalEntryKind.Write)
        {
            _ = DeploymentText.ParseBare(entry.NewSnapshot, $"{where}.newSnapshot");
        }
    }

    private static string? MissingMember(JournalEntry entry) => entry.Kind switch
    {
        JournalEntryKind.Write when entry.NewSnapshot.IsEmpty => "newSnapshot",
        JournalEntryKind.SecretsManager when entry.SecretsProvider.IsEmpty => "secretsProvider",
        JournalEntryKind.ExtensionParameterize when entry.ExtensionRef.IsEmpty => "extensionRef",
        JournalEntryKind.ExtensionParameterize when entry.Extension.IsEmpty => "extension",
        _ => null,
    };

    private static Member Identify(ref Utf8JsonReader reader)
    {
        var text = reader.ValueSpan;
        foreach (var (name, member) in s_members)
        {
            if (reader.ValueIsEscaped ? reader.ValueTextEquals(name) : name.Length == text.Length && text.SequenceEqual(name))
            {
                return member;
            }
        }

        return Member.Other;
    }

    private static readonly (byte[] Name, Member Member)[] s_members =
    [
        ("version"u8.ToArray(), Member.Version),
        ("kind"u8.ToArray(), Member.Kind),
        ("sequenceID"u8.ToArray(), Member.SequenceId),
        ("operationID"u8.ToArray(), Member.OperationId),
        ("removeOld"u8.ToArray(), Member.RemoveOld),
        ("removeNew"u8.ToArray(), Member.RemoveNew),
        ("deleteOld"u8.ToArray(), Member.DeleteOld),
        ("deleteNew"u8.ToArray(), Member.DeleteNew),
        ("pendingReplacementOld"u8.ToArray(), Member.PendingReplacementOld),
        ("pendingReplacementNew"u8.ToArray(), Member.PendingReplacementNew),
        ("isRefresh"u8.ToArray(), Member.IsRefresh),
        ("requiresByteString"u8.ToArray(), Member.RequiresByteString),
        ("state"u8.ToArray(), Member.State),
        ("operation"u8.ToArray(), Member.Operation),
        ("secretsProvider"u8.ToArray(), Member.SecretsProvider),
        ("snippets"u8.ToArray(), Member.Snippets),
        ("newSnapshot"u8.ToArray(), Member.NewSnapshot),
        ("extensionRef"u8.ToArray(), Member.ExtensionRef),
        ("extension"u8.ToArray(), Member.Extension),
    ];

    private enum Member
    {
        Other,
        Version,
        Kind,
        SequenceId,
        OperationId,
        RemoveOld,
        RemoveNew,
        DeleteOld,
        DeleteNew,
        PendingReplacementOld,
        PendingReplacementNew,
        IsRefresh,
        RequiresByteString,
        State,
        Operation,
        SecretsProvider,
        Snippets,
        NewSnapshot,
        ExtensionRef,
        Extension,
    }
}
