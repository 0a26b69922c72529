using System.Text.Json;
using System.Text.Json.Serialization;
using Npgsql;
using StackOperator.Core.Stacks;
using StackOperator.Store.Database;

namespace StackOperator.Store.Stacks;

/// <summary>Columns of a stack row and how they are read.</summary>
internal static partial class StackRowMapping
{
    /// <summary>Column list; needs the aliases <c>s</c> (stacks) and <c>t</c> (stack_states, outer joined).</summary>
    public const string Columns = """
        s.id, s.organization, s.project, s.name, s.tags::text, s.owner_uid, s.owner_namespace, s.owner_name, s.owner_generation,
        s.deletion_requested, t.version, t.resource_count, t.active_update, t.active_update_kind, t.active_update_start,
        t.last_update_kind, t.last_update_status, t.last_update_start, t.last_update_end, t.last_update_version
        """;

    private const string ByOwnerOrIdentity = $"""
        select {Columns}
        from stacks s left join stack_states t on t.stack_id = s.id
        where s.owner_uid = $1 or (s.organization = $2 and s.project = $3 and s.name = $4)
        order by s.id
        """;

    /// <summary>Reads the rows that matter for one object; with <paramref name="forUpdate"/> they stay locked until the transaction ends.</summary>
    public static async Task<StackRows> FindAsync(
        NpgsqlConnection connection, string ownerUid, StackIdentity identity, bool forUpdate, CancellationToken cancellationToken)
    {
        await using var command = connection.Command(
            forUpdate ? ByOwnerOrIdentity + " for update of s" : ByOwnerOrIdentity, ownerUid, identity.Organization, identity.Project, identity.Name);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        StackRow? own = null;
        StackRow? holder = null;
        while (await reader.ReadAsync(cancellationToken))
        {
            var row = Read(reader);
            if (row.Owner?.Uid == ownerUid)
            {
                own = row;
            }
            else
            {
                holder = row;
            }
        }

        return new StackRows(own, holder);
    }

    /// <summary>Tags as the jsonb column takes them.</summary>
    public static string ToJson(IReadOnlyDictionary<string, string> tags)
        => JsonSerializer.Serialize(new Dictionary<string, string>(tags, StringComparer.Ordinal), TagsContext.Default.DictionaryStringString);

    private static StackRow Read(NpgsqlDataReader reader) => new()
    {
        Id = reader.GetGuid(0),
        Identity = new StackIdentity(reader.GetString(1), reader.GetString(2), reader.GetString(3)),
        Tags = JsonSerializer.Deserialize(reader.GetString(4), TagsContext.Default.DictionaryStringString) ?? [],
        Owner = reader.IsDBNull(5) ? null : new StackOwner(reader.GetString(5), reader.GetString(6), reader.GetString(7)),
        OwnerGeneration = reader.GetInt64(8),
        DeletionRequested = reader.GetBoolean(9),
        Progress = reader.IsDBNull(10) ? StackProgress.None : ReadProgress(reader),
    };

    private static StackProgress ReadProgress(NpgsqlDataReader reader) => new(
        reader.GetInt64(10),
        reader.GetInt64(11),
        reader.IsDBNull(12) ? null : ReadRunning(reader, 12),
        reader.IsDBNull(15)
            ? null
            : new LatestUpdate(
                reader.GetString(15),
                reader.IsDBNull(16) ? string.Empty : reader.GetString(16),
                Time(reader, 17),
                Time(reader, 18),
                reader.IsDBNull(19) ? null : reader.GetInt64(19)));

    /// <summary>Reads id, kind and start from three columns; the id is not null.</summary>
    public static RunningUpdate ReadRunning(NpgsqlDataReader reader, int first) => new(
        reader.GetGuid(first),
        reader.IsDBNull(first + 1) ? "update" : reader.GetString(first + 1),
        Time(reader, first + 2) ?? DateTime.UnixEpoch);

    private static DateTime? Time(NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetFieldValue<DateTime>(column);

    [JsonSerializable(typeof(Dictionary<string, string>))]
    private sealed partial class TagsContext : JsonSerializerContext;
}
