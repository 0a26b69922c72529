using Npgsql;
using StackOperator.Core.EnvironmentStacks;
using StackOperator.Store.Database;

namespace StackOperator.Store.EnvironmentStacks;

/// <summary>
/// Looks for what keeps a stack from being made: missing references, names and places of states that are taken. A look
/// only, for good messages; the constraints decide.
/// </summary>
public static class EnvironmentStackObstacles
{
    private const string References = """
        select 'vcs_integration_id', id, project_id from vcs_integrations where organization = $1 and id = $2
        union all select 'credential_config_id', id, project_id from credential_configs where organization = $1 and id = $3
        union all select 'state_backend_config_id', id, project_id from state_backend_configs where organization = $1 and id = $4
        """;

    private const string Holders = """
        with wanted as (
            select e.position, e.name, e.key, state_address($2, e.key) as address
            from unnest($3::text[], $4::text[]) with ordinality as e (name, key, position))
        select true, x.position, x.name, w.id, w.stack_id, w.name
        from wanted x join workspaces w on w.organization = $1 and w.name = x.name
        union all
        select false, x.position, x.key, w.id, w.stack_id, w.name
        from wanted x join workspaces w on w.organization = $1 and w.state_address = x.address
        order by 1 desc, 2
        """;

    /// <summary>The references of a template that do not exist, or belong to another project.</summary>
    /// <param name="connection">An open connection.</param>
    /// <param name="organization">The organization.</param>
    /// <param name="projectId">The project the workspaces will be in.</param>
    /// <param name="template">The template.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public static async Task<IReadOnlyList<EnvironmentStackFault>> CheckReferencesAsync(
        NpgsqlConnection connection, string organization, Guid projectId, EnvironmentStackTemplate template, CancellationToken cancellationToken)
    {
        (string Field, Guid? Id)[] wanted =
        [
            ("vcs_integration_id", template.VcsIntegrationId),
            ("credential_config_id", template.CredentialConfigId),
            ("state_backend_config_id", template.StateBackendConfigId),
        ];
        if (wanted.All(static reference => reference.Id is null))
        {
            return [];
        }

        var found = new Dictionary<string, Guid?>(StringComparer.Ordinal);
        await using (var command = connection.Command(References, organization, Id(wanted[0].Id), Id(wanted[1].Id), Id(wanted[2].Id)))
        {
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            while (await reader.ReadAsync(cancellationToken))
            {
                found[reader.GetString(0)] = reader.IsDBNull(2) ? null : reader.GetGuid(2);
            }
        }

        return [.. wanted.Where(static reference => reference.Id is not null).Select(reference => Judge(reference.Field, reference.Id!.Value, found, projectId)).OfType<EnvironmentStackFault>()];

        // A value that no row has stands for "none": the statement is one for all cases.
        static Guid Id(Guid? id) => id ?? Guid.Empty;
    }

    /// <summary>The workspaces that have names or places of states which a new stack's would get: names first, each in the order of the environments.</summary>
    /// <param name="connection">An open connection.</param>
    /// <param name="identity">The stack to be made.</param>
    /// <param name="template">Its template.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public static async Task<IReadOnlyList<EnvironmentStackFault>> FindHoldersAsync(
        NpgsqlConnection connection, EnvironmentStackIdentity identity, EnvironmentStackTemplate template, CancellationToken cancellationToken)
    {
        string[] names = [.. template.Environments.Select(e => EnvironmentNames.WorkspaceName(identity.Name, e.Name))];
        string[] keys = [.. template.Environments.Select(e => EnvironmentNames.StateKey(identity.Name, e.Name))];
        await using var command = connection.Command(Holders, identity.Organization);
        command.Parameters.Add(new NpgsqlParameter { Value = template.StateBackendConfigId is { } backend ? backend : DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Uuid });
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = names });
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = keys });
        var faults = new List<EnvironmentStackFault>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            faults.Add(ReadHolder(reader));
        }

        return faults;
    }

    private static EnvironmentStackFault ReadHolder(NpgsqlDataReader reader)
    {
        var (isName, value, holder) = (reader.GetBoolean(0), reader.GetString(2), reader.GetString(5));
        var id = reader.GetGuid(3);
        Guid? stack = reader.IsDBNull(4) ? null : reader.GetGuid(4);
        var of = stack is null ? "which belongs to no stack" : $"of stack {stack}";
        return new EnvironmentStackFault(
            $"environments[{reader.GetInt64(1) - 1}].name",
            isName ? ViolationCodes.WorkspaceNameTaken : ViolationCodes.StateKeyTaken,
            isName
                ? $"workspace name '{value}' is taken by workspace {id} {of}: rename or delete that one, or choose another name"
                : $"state key '{value}' is used by workspace '{holder}' ({id}) {of} on the same state backend: change its key or delete it, or choose another name",
            value)
        {
            WorkspaceId = id,
            StackId = stack,
        };
    }

    private static EnvironmentStackFault? Judge(string field, Guid id, Dictionary<string, Guid?> found, Guid projectId)
    {
        if (!found.TryGetValue(field, out var boundTo))
        {
            return new EnvironmentStackFault(field, ViolationCodes.UnknownReference, $"{id} does not exist in the organization", id.ToString());
        }

        return boundTo is null || boundTo == projectId
            ? null
            : new EnvironmentStackFault(field, ViolationCodes.ScopeMismatch, $"{id} belongs to another project than the stack", id.ToString());
    }
}
