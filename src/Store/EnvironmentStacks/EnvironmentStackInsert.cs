using System.Text.Json;
using System.Text.Json.Serialization;
using Npgsql;
using StackOperator.Core.EnvironmentStacks;

namespace StackOperator.Store.EnvironmentStacks;

/// <summary>Inserts a stack with its workspaces and edges: one round trip.</summary>
internal static partial class EnvironmentStackInsert
{
    private const string Stack = """
        insert into environment_stacks (id, organization, name, project_id, environment_count, template, owner_uid, owner_namespace, owner_name, owner_generation)
        values ($1, $2, $3, $4, $5, $6::jsonb, $7, $8, $9, $10)
        returning created_at
        """;

    // Sorted by name: inserts that overlap wait for each other in one order.
    private const string Workspaces = """
        insert into workspaces (id, organization, name, project_id, stack_id, environment_name, environment_order, source_repo_url, source_branch,
                                source_root, execution_target, vcs_integration_id, credential_config_ids, state_backend_config_id, state_key, var_files)
        select e.id, $1, e.name, $2, $3, e.environment, e.place, $4::text, $5::text, $6, $7, $8::uuid,
               case when $9::uuid is null then '{}'::uuid[] else array[$9::uuid] end, $10::uuid, e.state_key, e.var_files
        from jsonb_to_recordset($11::jsonb) as e (id uuid, name text, environment text, place int, state_key text, var_files text[])
        order by e.name collate "C"
        """;

    private const string Edges = """
        insert into workspace_dependencies (organization, downstream_id, upstream_id, dependency_type, auto_promote)
        select $1, e.downstream, e.upstream, 'after', true
        from unnest($2::uuid[], $3::uuid[]) as e (downstream, upstream)
        order by 2, 3
        """;

    /// <summary>Inserts everything; a unique or foreign key violation aborts the transaction.</summary>
    public static async Task<EnvironmentStackRow> RunAsync(
        NpgsqlConnection connection, EnvironmentStackClaim claim, Guid projectId, string projectName, CancellationToken cancellationToken)
    {
        var id = Guid.CreateVersion7();
        var workspaces = claim.Template.Environments.Select((environment, place) => new NewWorkspace(
            Guid.CreateVersion7(),
            EnvironmentNames.WorkspaceName(claim.Identity.Name, environment.Name),
            environment.Name,
            place,
            EnvironmentNames.StateKey(claim.Identity.Name, environment.Name),
            environment.VarFiles)).ToList();

        await using var batch = new NpgsqlBatch(connection);
        AddStack(batch, id, claim, projectId);
        AddWorkspaces(batch, id, claim, projectId, workspaces);
        AddEdges(batch, claim, workspaces);
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        var created = reader.GetFieldValue<DateTime>(0);
        while (await reader.NextResultAsync(cancellationToken))
        {
        }

        return new EnvironmentStackRow
        {
            Id = id,
            Identity = claim.Identity,
            ProjectId = projectId,
            ProjectName = projectName,
            Template = claim.Template,
            Owner = claim.Owner,
            OwnerGeneration = claim.Generation,
            CreatedAt = created,
            Environments = [.. workspaces.Select(static w => new EnvironmentRow(w.Environment, w.Place, w.Id, w.Name, w.StateKey, AutoPromote: true, LatestRunStatus: null))],
        };
    }

    private static void AddStack(NpgsqlBatch batch, Guid id, EnvironmentStackClaim claim, Guid projectId) => Add(
        batch,
        Stack,
        id,
        claim.Identity.Organization,
        claim.Identity.Name,
        projectId,
        claim.Template.Environments.Count,
        TemplateJson.Write(claim.Template),
        claim.Owner.Uid,
        claim.Owner.Namespace,
        claim.Owner.Name,
        claim.Generation);

    private static void AddWorkspaces(NpgsqlBatch batch, Guid id, EnvironmentStackClaim claim, Guid projectId, List<NewWorkspace> workspaces) => Add(
        batch,
        Workspaces,
        claim.Identity.Organization,
        projectId,
        id,
        claim.Template.SourceRepoUrl,
        claim.Template.SourceBranch,
        claim.Template.SourceRoot,
        claim.Template.ExecutionTarget.Word(),
        claim.Template.VcsIntegrationId,
        claim.Template.CredentialConfigId,
        claim.Template.StateBackendConfigId,
        JsonSerializer.Serialize(workspaces, NewWorkspaceContext.Default.ListNewWorkspace));

    private static void AddEdges(NpgsqlBatch batch, EnvironmentStackClaim claim, List<NewWorkspace> workspaces)
    {
        var ids = workspaces.ToDictionary(static w => w.Environment, static w => w.Id, StringComparer.Ordinal);
        var edges = claim.Template.Environments.SelectMany(e => e.PromoteTo.Select(target => (Downstream: ids[target], Upstream: ids[e.Name]))).ToList();
        if (edges.Count > 0)
        {
            Add(batch, Edges, claim.Identity.Organization, edges.Select(static e => e.Downstream).ToArray(), edges.Select(static e => e.Upstream).ToArray());
        }
    }

    private static void Add(NpgsqlBatch batch, string sql, params ReadOnlySpan<object?> values)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var value in values)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = value ?? DBNull.Value });
        }

        batch.BatchCommands.Add(command);
    }

    private sealed record NewWorkspace(Guid Id, string Name, string Environment, int Place, string StateKey, IReadOnlyList<string> VarFiles);

    [JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
    [JsonSerializable(typeof(List<NewWorkspace>))]
    private sealed partial class NewWorkspaceContext : JsonSerializerContext;
}
