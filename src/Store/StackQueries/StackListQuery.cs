using System.Text;
using Npgsql;

namespace StackOperator.Store.StackQueries;

/// <summary>
/// Pages of stacks in the order organization, project, name. Pages are cut by key, not by offset: what is inserted or
/// deleted meanwhile never makes a later page repeat or skip a stack that was there all the time.
/// </summary>
public sealed class StackListQuery(NpgsqlDataSource database)
{
    /// <summary>Reads a page and hands over each row; returns how many there were.</summary>
    public async Task<int> ReadAsync<TState>(StackListFilter filter, TState state, Action<TState, StackListRow> onRow, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand();
        command.CommandText = Build(filter, command.Parameters);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var count = 0;
        while (await reader.ReadAsync(cancellationToken))
        {
            count++;
            onRow(state, ReadRow(reader));
        }

        return count;
    }

    // Constant pieces only: the text depends on which filters there are, never on their values.
    private static string Build(StackListFilter filter, NpgsqlParameterCollection parameters)
    {
        var single = filter.Organizations.Count == 1;
        var sql = new StringBuilder("""
            select s.organization, s.project, s.name, s.tags::text, t.version, t.resource_count, t.active_update,
                   t.last_update_kind, t.last_update_status, t.last_update_start, t.last_update_end
            from stacks s left join stack_states t on t.stack_id = s.id
            where s.organization =
            """);
        sql.Append(single ? $" {Add(parameters, filter.Organizations[0])}" : " o.name");
        if (filter.After is { } after)
        {
            sql.Append(single ? " and (s.project, s.name) > (" : " and (s.organization, s.project, s.name) > (");
            sql.Append(single ? string.Empty : $"{Add(parameters, after.Organization)}, ");
            sql.Append($"{Add(parameters, after.Project)}, {Add(parameters, after.Name)})");
        }

        if (filter.Project is not null)
        {
            sql.Append($" and s.project = {Add(parameters, filter.Project)}");
        }

        AppendTags(sql, filter, parameters);
        sql.Append($" order by s.organization, s.project, s.name limit {Add(parameters, filter.Limit)}");
        return single ? sql.ToString() : OverOrganizations(sql.ToString(), filter, parameters);
    }

    private static void AppendTags(StringBuilder sql, StackListFilter filter, NpgsqlParameterCollection parameters)
    {
        switch (filter)
        {
            case { TagName: { } name, TagValue: { } value }:
                sql.Append($" and s.tags @> jsonb_build_object({Add(parameters, name)}::text, {Add(parameters, value)}::text)");
                break;
            case { TagName: { } name }:
                sql.Append($" and s.tags ? {Add(parameters, name)}");
                break;
            case { TagValue: { } value }:
                sql.Append($" and exists (select from jsonb_each_text(s.tags) as g where g.value = {Add(parameters, value)})");
                break;
        }
    }

    // One index scan with a limit per organization, then the first of all of them.
    private static string OverOrganizations(string one, StackListFilter filter, NpgsqlParameterCollection parameters)
    {
        var names = Add(parameters, filter.Organizations.ToArray());
        var limit = Add(parameters, filter.Limit);
        return $"select p.* from unnest({names}) as o(name) cross join lateral ({one}) p order by p.organization, p.project, p.name limit {limit}";
    }

    private static string Add<T>(NpgsqlParameterCollection parameters, T value)
    {
        parameters.Add(new NpgsqlParameter<T> { TypedValue = value });
        return $"${parameters.Count}";
    }

    private static StackListRow ReadRow(NpgsqlDataReader reader) => new(
        reader.GetString(0),
        reader.GetString(1),
        reader.GetString(2),
        reader.GetFieldValue<byte[]>(3),
        reader.IsDBNull(4) ? 0 : reader.GetInt64(4),
        reader.IsDBNull(5) ? null : reader.GetInt64(5),
        reader.IsDBNull(6) ? null : reader.GetGuid(6),
        reader.IsDBNull(7) ? null : reader.GetString(7),
        reader.IsDBNull(8) ? null : reader.GetString(8),
        reader.IsDBNull(9) ? null : reader.GetDateTime(9),
        reader.IsDBNull(10) ? null : reader.GetDateTime(10));
}
