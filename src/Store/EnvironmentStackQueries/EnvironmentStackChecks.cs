using Npgsql;
using StackOperator.Core.EnvironmentStacks;
using StackOperator.Store.Database;
using StackOperator.Store.Updates;
using StackOperator.Store.Workspaces;

namespace StackOperator.Store.EnvironmentStackQueries;

/// <summary>
/// Looks whether an environment stack fits what exists, so that most refusals cost no object. What it finds is an opinion:
/// the operator's transaction decides.
/// </summary>
public sealed class EnvironmentStackChecks(NpgsqlDataSource database)
{
    /// <summary>Looks, in one round trip.</summary>
    public async Task<EnvironmentStackFindings> LookAsync(string organization, string name, Guid? projectId, EnvironmentStackTemplate template, CancellationToken cancellationToken)
    {
        const string HomeSql = """
            select (select namespace from organizations where name = $1),
                   (select id from projects where organization = $1 and case when $2::uuid is null then name = $3 else id = $2 end)
            """;
        const string ReferencesSql = """
            select 'vcs_integration_id', project_id from vcs_integrations where organization = $1 and id = $2::uuid
            union all select 'credential_config_id', project_id from credential_configs where organization = $1 and id = $3::uuid
            union all select 'state_backend_config_id', project_id from state_backend_configs where organization = $1 and id = $4::uuid
            """;
        const string NameSql = "select id from environment_stacks where organization = $1 and name = $2";
        const string HoldersSql = """
            with wanted as (
                select position, name, key, state_address($2::uuid, key) as address from unnest($3, $4) with ordinality as e (name, key, position))
            select true, x.position, x.name, w.id, w.name, w.state_key, w.stack_id from wanted x join workspaces w on w.organization = $1 and w.name = x.name
            union all
            select false, x.position, x.key, w.id, w.name, w.state_key, w.stack_id from wanted x join workspaces w on w.organization = $1 and w.state_address = x.address
            order by 1 desc, 2
            """;
        var names = template.Environments.Select(environment => EnvironmentNames.WorkspaceName(name, environment.Name)).ToArray();
        var keys = template.Environments.Select(environment => EnvironmentNames.StateKey(name, environment.Name)).ToArray();
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var batch = new NpgsqlBatch(connection);
        batch.Add(HomeSql, organization, projectId, ProjectReference.DefaultName);
        batch.Add(ReferencesSql, organization, template.VcsIntegrationId, template.CredentialConfigId, template.StateBackendConfigId);
        batch.Add(NameSql, organization, name);
        batch.Add(HoldersSql, organization, template.StateBackendConfigId, names, keys);
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);

        await reader.ReadAsync(cancellationToken);
        var (@namespace, project) = (reader.Get<string>(0), reader.GetValue<Guid>(1));
        await reader.NextResultAsync(cancellationToken);
        var (unknown, foreign) = await ReadReferencesAsync(reader, projectId, project, template, cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        var holder = await reader.ReadAsync(cancellationToken) ? reader.GetGuid(0) : (Guid?)null;
        await reader.NextResultAsync(cancellationToken);
        var collisions = new List<EnvironmentCollision>();
        while (await reader.ReadAsync(cancellationToken))
        {
            var workspace = new WorkspaceHolder(reader.GetGuid(3), reader.GetString(4), reader.GetString(5), reader.GetValue<Guid>(6));
            collisions.Add(new EnvironmentCollision(reader.GetBoolean(0), (int)reader.GetInt64(1) - 1, reader.GetString(2), workspace));
        }

        return new EnvironmentStackFindings(@namespace, unknown, foreign, holder, collisions);
    }

    /// <summary>The stack that has a name, other than one; null when nobody has.</summary>
    public async Task<Guid?> FindNameHolderAsync(string organization, string name, Guid except, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return await connection.Command("select id from environment_stacks where organization = $1 and name = $2 and id <> $3", organization, name, except).FirstValueAsync<Guid>(cancellationToken);
    }

    /// <summary>Whether a project exists in an organization.</summary>
    public async Task<bool> ProjectExistsAsync(string organization, Guid projectId, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return await connection.Command("select id from projects where organization = $1 and id = $2", organization, projectId).FirstValueAsync<Guid>(cancellationToken) is not null;
    }

    /// <summary>What keeps a stack from moving to a project.</summary>
    public async Task<IReadOnlyList<ScopeConflict>> FindScopeConflictsAsync(Guid stackId, Guid projectId, CancellationToken cancellationToken)
    {
        const string Sql = """
            select w.id, w.name, u.field, u.id
            from workspaces w
            cross join lateral (
                select 'credential_config_ids' as field, c.id, c.project_id from credential_configs c where c.id = any(w.credential_config_ids)
                union all select 'state_backend_credential_config_id', c.id, c.project_id from credential_configs c where c.id = w.state_backend_credential_config_id
                union all select 'vcs_integration_id', v.id, v.project_id from vcs_integrations v where v.id = w.vcs_integration_id
                union all select 'state_backend_config_id', b.id, b.project_id from state_backend_configs b where b.id = w.state_backend_config_id) u
            where w.stack_id = $1 and u.project_id <> $2
            order by w.environment_order, u.field
            """;
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return await connection.Command(Sql, stackId, projectId).ListAsync(static row => new ScopeConflict(row.GetGuid(0), row.GetString(1), row.GetString(2), row.GetGuid(3)), cancellationToken);
    }

    private static async Task<(IReadOnlyList<string> Unknown, IReadOnlyList<string> Foreign)> ReadReferencesAsync(
        NpgsqlDataReader reader, Guid? projectId, Guid? project, EnvironmentStackTemplate template, CancellationToken cancellationToken)
    {
        var found = new Dictionary<string, Guid?>(StringComparer.Ordinal);
        while (await reader.ReadAsync(cancellationToken))
        {
            found[reader.GetString(0)] = reader.GetValue<Guid>(1);
        }

        (string Field, Guid? Id)[] wanted =
            [("vcs_integration_id", template.VcsIntegrationId), ("credential_config_id", template.CredentialConfigId), ("state_backend_config_id", template.StateBackendConfigId)];
        List<string> unknown = projectId is not null && project is null ? ["project_id"] : [];
        unknown.AddRange(wanted.Where(reference => reference.Id is not null && !found.ContainsKey(reference.Field)).Select(static reference => reference.Field));
        // A default project that does not exist yet owns nothing.
        return (unknown, unknown.Contains("project_id") ? [] : [.. found.Where(entry => entry.Value is { } owner && owner != project).Select(static entry => entry.Key)]);
    }
}
