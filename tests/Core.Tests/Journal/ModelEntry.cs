using System.Text;

namespace StackOperator.Core.Tests.Journal;

/// <summary>A journal entry of a generated program.</summary>
internal sealed record ModelEntry(int Kind, long Operation)
{
    public ModelResource? State { get; init; }

    public string? Begins { get; init; }

    public long? RemoveOld { get; init; }

    public long? RemoveNew { get; init; }

    public long? DeleteOld { get; init; }

    public long? DeleteNew { get; init; }

    public long? PendingOld { get; init; }

    public long? PendingNew { get; init; }

    public bool IsRefresh { get; init; }

    public bool HasByteStrings { get; init; }

    /// <summary>Text of the member that belongs to kinds 5, 6, 8, 9.</summary>
    public string? Extra { get; init; }

    public ModelState? Snapshot { get; init; }

    public byte[] Write(long sequence)
    {
        var text = new StringBuilder($"{{\"version\":1,\"kind\":{Kind},\"sequenceID\":{sequence},\"operationID\":{Operation}");
        text.Append($",\"removeOld\":{Number(RemoveOld)},\"removeNew\":{Number(RemoveNew)}");
        void Put(string name, object? value)
        {
            if (value is not null)
            {
                text.Append($",\"{name}\":{value}");
            }
        }

        Put("pendingReplacementOld", PendingOld);
        Put("pendingReplacementNew", PendingNew);
        Put("deleteOld", DeleteOld);
        Put("deleteNew", DeleteNew);
        Put("state", Begins is null ? State?.Write() : null);
        Put("operation", Begins is null ? null : ModelState.Operation(State!, Begins));
        Put("isRefresh", IsRefresh ? "true" : null);
        Put("requiresByteString", HasByteStrings ? "true" : null);
        Put("newSnapshot", Snapshot?.WriteDeployment());
        text.Append(Extra).Append('}');
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    private static string Number(long? value) => value?.ToString() ?? "null";
}
