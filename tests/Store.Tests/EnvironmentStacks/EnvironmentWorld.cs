using Npgsql;
using StackOperator.Core.EnvironmentStacks;
using StackOperator.Core.Stacks;
using StackOperator.Store.Database;
using StackOperator.Store.EnvironmentStacks;
using StackOperator.Store.Leadership;
using StackOperator.Store.Stacks;
using StackOperator.Testing.Databases;

namespace StackOperator.Store.Tests.EnvironmentStacks;

/// <summary>A database with a leader, and short words for what the tests do to its environment stacks.</summary>
internal sealed class EnvironmentWorld : IAsyncDisposable
{
    private readonly TestDatabase _database;

    private EnvironmentWorld(TestDatabase database)
    {
        _database = database;
        Fence = new OperatorFence(database.DataSource);
        Store = new EnvironmentStackStore(database.DataSource, Fence);
    }

    public OperatorFence Fence { get; }

    public EnvironmentStackStore Store { get; }

    public long Token { get; set; }

    public NpgsqlDataSource DataSource => _database.DataSource;

    public static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static async Task<EnvironmentWorld> CreateAsync()
    {
        var world = new EnvironmentWorld(await TestDatabase.CreateAsync(ct: Ct));
        world.Token = await world.Fence.RaiseAsync(Ct);
        return world;
    }

    /// <summary>A claim of organization acme unless the name says <c>organization/name</c>. Environments: <c>dev>staging,prod</c> promotes dev to both.</summary>
    public static EnvironmentStackClaim Claim(string uid, string name, params string[] environments)
    {
        var (organization, stack) = name.Split('/') is [var o, var n] ? (o, n) : ("acme", name);
        var template = new EnvironmentStackTemplate
        {
            Environments = [.. environments.Select(static e => e.Split('>')).Select(static e => new EnvironmentTemplate(e[0], [], e.Length == 1 ? [] : e[1].Split(',')))],
        };
        return new EnvironmentStackClaim(
            new EnvironmentStackIdentity(organization, stack), new ProjectReference(null, "web"), template, new StackOwner(uid, $"ns-{uid}", $"name-{uid}"), 1);
    }

    public Task<EnvironmentStackOutcome> MaterializeAsync(EnvironmentStackClaim claim, string? replacedOwner = null)
        => Store.MaterializeAsync(Token, claim, replacedOwner, Ct);

    public async Task<EnvironmentStackRow> CreateAsync(EnvironmentStackClaim claim)
    {
        var done = (await MaterializeAsync(claim)).ShouldBeOfType<EnvironmentStackOutcome.Done>();
        done.Change.ShouldBe(MaterializeChange.Created);
        return done.Row;
    }

    public async Task<IReadOnlyList<EnvironmentStackFault>> RefusedAsync(EnvironmentStackClaim claim)
        => (await MaterializeAsync(claim)).ShouldBeOfType<EnvironmentStackOutcome.Refused>().Faults;

    public Task<EnvironmentStackRow?> UnlinkAsync(string uid) => Store.UnlinkAsync(Token, uid, Ct);

    /// <summary>What the database holds, one line for each stack, workspace and edge.</summary>
    public async Task<string> DumpAsync() => (await ReadAsync<string?>(
        """
        select string_agg(line, E'\n' order by line) from (
            select 'stack ' || e.name || ' in ' || p.name as line from environment_stacks e join projects p on p.id = e.project_id
            union all select 'workspace ' || w.name || ' key ' || w.state_key || ' of ' || coalesce(e.name, '-') || ' ' || coalesce(w.environment_name, '-') || coalesce(w.environment_order::text, '')
                from workspaces w left join environment_stacks e on e.id = w.stack_id
            union all select 'edge ' || u.name || ' -> ' || d.name || ' ' || x.dependency_type || case when x.auto_promote then ' auto' else '' end
                from workspace_dependencies x join workspaces u on u.id = x.upstream_id join workspaces d on d.id = x.downstream_id) lines
        """)) ?? "";

    public async Task ExecuteAsync(string sql, params object?[] values)
    {
        await using var connection = await DataSource.OpenConnectionAsync(Ct);
        await connection.Command(sql, values).RunAsync(Ct);
    }

    /// <summary>A write as the API does it: a deadlock repeats the whole transaction.</summary>
    public Task WriteAsync(string sql, params object?[] values)
        => DataSource.InTransactionAsync((connection, ct) => connection.Command(sql, values).RunAsync(ct), cancellationToken: Ct);

    public async Task<T> ReadAsync<T>(string sql, params object?[] values)
    {
        await using var connection = await DataSource.OpenConnectionAsync(Ct);
        await using var command = connection.Command(sql, values);
        return await command.ExecuteScalarAsync(Ct) is T value ? value : default!;
    }

    /// <summary>A workspace of no stack, in the project <c>web</c> of acme.</summary>
    public async Task<Guid> StandaloneAsync(string name, string stateKey)
    {
        var id = Guid.CreateVersion7();
        await EnsureProjectAsync("web");
        await ExecuteAsync(
            "insert into workspaces (id, organization, name, project_id, state_key) select $1, 'acme', $2, id, $3 from projects where organization = 'acme' and name = 'web'", id, name, stateKey);
        return id;
    }

    public async Task<Guid> EnsureProjectAsync(string name)
    {
        await ExecuteAsync("insert into organizations (name, namespace) values ('acme', 'x') on conflict do nothing");
        await ExecuteAsync("insert into projects (organization, name, kept) values ('acme', $1, true) on conflict do nothing", name);
        return await ReadAsync<Guid>("select id from projects where organization = 'acme' and name = $1", name);
    }

    /// <summary>A state backend of acme.</summary>
    public async Task<Guid> BackendAsync(string name, string bucket, string prefix = "", Guid? project = null)
    {
        await EnsureProjectAsync("web");
        return await ReadAsync<Guid>(
            "insert into state_backend_configs (organization, name, bucket, key_prefix, project_id) values ('acme', $1, $2, $3, $4::uuid) returning id", name, bucket, prefix, project);
    }

    public ValueTask DisposeAsync() => _database.DisposeAsync();
}
