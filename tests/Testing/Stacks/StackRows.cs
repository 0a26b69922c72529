using Npgsql;
using StackOperator.Core.Stacks;

namespace StackOperator.Testing.Stacks;

/// <summary>Rows of stacks as the operator would write them, for tests that have no operator.</summary>
public static class StackRows
{
    /// <summary>A stack with names of its own.</summary>
    public static async Task<(Guid Id, StackIdentity Identity)> InsertAsync(NpgsqlDataSource database, string? organization = null, CancellationToken ct = default)
    {
        var identity = new StackIdentity(organization ?? $"org-{Guid.NewGuid():N}"[..20], $"project-{Guid.NewGuid():N}"[..20], "dev");
        return (await InsertAsync(database, identity, ct), identity);
    }

    /// <summary>A stack with given names.</summary>
    public static async Task<Guid> InsertAsync(NpgsqlDataSource database, StackIdentity identity, CancellationToken ct = default)
    {
        var id = Guid.CreateVersion7();
        await using var batch = database.CreateBatch();
        Add(batch, "insert into organizations (name, namespace) values ($1, 'tests') on conflict do nothing", identity.Organization);
        Add(batch, "insert into projects (organization, name) values ($1, $2) on conflict do nothing", identity.Organization, identity.Project);
        Add(batch, "insert into stacks (id, organization, project, name) values ($1, $2, $3, $4)", id, identity.Organization, identity.Project, identity.Name);
        await batch.ExecuteNonQueryAsync(ct);
        return id;
    }

    private static void Add(NpgsqlBatch batch, string sql, params object[] values)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var value in values)
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        batch.BatchCommands.Add(command);
    }
}
