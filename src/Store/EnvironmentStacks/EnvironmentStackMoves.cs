using Npgsql;
using StackOperator.Core.EnvironmentStacks;
using StackOperator.Store.Database;

namespace StackOperator.Store.EnvironmentStacks;

/// <summary>Moves a stack and its workspaces to another project, all or none.</summary>
internal static class EnvironmentStackMoves
{
    private const string Conflicts = """
        select w.id, w.name, u.kind, u.id
        from workspaces w
        join lateral (
            select 'VCS integration' as kind, id, project_id from vcs_integrations where id = w.vcs_integration_id
            union all select 'credential configuration', id, project_id from credential_configs
                where id = any (w.credential_config_ids) or id = w.state_backend_credential_config_id
            union all select 'state backend', id, project_id from state_backend_configs where id = w.state_backend_config_id) u
          on u.project_id is not null and u.project_id <> $2
        where w.stack_id = $1
        order by w.environment_order, u.kind, u.id
        """;

    /// <summary>What the linked workspaces use that belongs to another project than the target; they stay locked until the transaction ends.</summary>
    public static async Task<IReadOnlyList<EnvironmentStackFault>> FindConflictsAsync(
        NpgsqlConnection connection, Guid stackId, Guid projectId, CancellationToken cancellationToken)
    {
        // Nobody may give a workspace something of the old project between this look and the move.
        await connection.Command("select 1 from workspaces where stack_id = $1 order by name for no key update", stackId).RunAsync(cancellationToken);
        var faults = new List<EnvironmentStackFault>();
        await using var command = connection.Command(Conflicts, stackId, projectId);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            var used = reader.GetGuid(3).ToString();
            faults.Add(new EnvironmentStackFault(
                "project_id",
                ViolationCodes.ScopeConflict,
                $"workspace '{reader.GetString(1)}' uses {reader.GetString(2)} {used}, which belongs to another project: give the workspace another one first",
                used)
            {
                WorkspaceId = reader.GetGuid(0),
                StackId = stackId,
            });
        }

        return faults;
    }

    /// <summary>Moves the stack and every linked workspace.</summary>
    public static async Task MoveAsync(NpgsqlConnection connection, Guid stackId, Guid projectId, CancellationToken cancellationToken)
    {
        await connection.Command("update environment_stacks set project_id = $2 where id = $1", stackId, projectId).RunAsync(cancellationToken);
        await connection.Command("update workspaces set project_id = $2 where stack_id = $1", stackId, projectId).RunAsync(cancellationToken);
    }
}
