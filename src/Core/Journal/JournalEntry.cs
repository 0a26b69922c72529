using System.Diagnostics.CodeAnalysis;
using StackOperator.Core.Deployments;

namespace StackOperator.Core.Journal;

/// <summary>
/// One entry of an update's journal. Positions ending in <c>Old</c> count in the base deployment, those ending in
/// <c>New</c> are ids of earlier operations. Values are slices of <see cref="Raw"/>; members unknown here stay in it.
/// </summary>
public sealed class JournalEntry
{
    /// <summary>Highest journal version this server replays; the answer to a start request never exceeds it.</summary>
    public const int MaxVersion = 1;

    internal JournalEntry(ReadOnlyMemory<byte> raw) => Raw = raw;

    /// <summary>The whole entry as the client sent it.</summary>
    public ReadOnlyMemory<byte> Raw { get; }

    /// <summary>Journal version of the entry.</summary>
    public int Version { get; internal set; }

    /// <summary>What the entry says.</summary>
    public JournalEntryKind Kind { get; internal set; }

    /// <summary>Place in the journal, from 1, unique within the update.</summary>
    public long SequenceId { get; internal set; }

    /// <summary>Operation that the entry begins or ends; 0 for entries without one.</summary>
    public long OperationId { get; internal set; }

    internal long? RemoveOld { get; set; }

    internal long? RemoveNew { get; set; }

    internal long? DeleteOld { get; set; }

    internal long? DeleteNew { get; set; }

    internal long? PendingReplacementOld { get; set; }

    internal long? PendingReplacementNew { get; set; }

    internal bool IsRefresh { get; set; }

    internal bool RequiresByteString { get; set; }

    internal ReadOnlyMemory<byte> State { get; set; }

    internal ResourceTraits StateTraits { get; set; }

    internal ReadOnlyMemory<byte> Operation { get; set; }

    internal ResourceTraits OperationTraits { get; set; }

    internal bool IsCreating { get; set; }

    internal ReadOnlyMemory<byte> SecretsProvider { get; set; }

    internal ReadOnlyMemory<byte> Snippets { get; set; }

    internal ReadOnlyMemory<byte> NewSnapshot { get; set; }

    internal ReadOnlyMemory<byte> ExtensionRef { get; set; }

    internal ReadOnlyMemory<byte> Extension { get; set; }

    /// <summary>
    /// Reads and checks one entry. An unknown kind, or a version above <paramref name="negotiatedVersion"/>, is refused
    /// with <see cref="StateRefusalKind.UnsupportedJournalEntry"/>: replaying without it would give a wrong state.
    /// </summary>
    public static bool TryParse(
        ReadOnlyMemory<byte> raw,
        int negotiatedVersion,
        [NotNullWhen(true)] out JournalEntry? entry,
        [NotNullWhen(false)] out StateRefusal? refusal) =>
        Refusing.Try(raw, text => JournalEntryReader.Read(text, negotiatedVersion, "entry"), out entry, out refusal);
}
