using Npgsql;
using StackOperator.Core.Stacks;
using StackOperator.Store.Database;

namespace StackOperator.Store.Claims;

/// <summary>
/// Claims on identities that are being created or renamed to. A claim makes one of many callers at once the winner, and
/// lets a retry recognise its own earlier attempt: one that was given up without an answer, or whose API process died.
/// </summary>
public sealed class IdentityClaims(NpgsqlDataSource database, ApiInstance instance)
{
    /// <summary>How long an abandoned claim waits for its caller's retry before anybody may begin anew.</summary>
    public static readonly TimeSpan RetryWindow = TimeSpan.FromMinutes(15);

    /// <summary>Claims an identity.</summary>
    /// <param name="identity">What is to be created, or renamed to.</param>
    /// <param name="caller">Who, and for what: only the same text takes an abandoned claim over.</param>
    /// <param name="duration">How long the attempt may take.</param>
    /// <param name="cancellationToken">Ends the wait for the database.</param>
    public async Task<ClaimOutcome> ClaimAsync(StackIdentity identity, string caller, TimeSpan duration, CancellationToken cancellationToken)
    {
        await using (var insert = Command(InsertSql, identity, caller, instance.Id, duration))
        {
            if (await insert.ExecuteNonQueryAsync(cancellationToken) == 1)
            {
                return ClaimOutcome.Fresh;
            }
        }

        return await TakeOverAsync(identity, caller, duration, cancellationToken);
    }

    /// <summary>Claims the identity of a new stack and looks whether there is one already, in one round trip.</summary>
    /// <returns>The claim; <c>Exists</c> is true when a row holds the identity, as seen after the claim.</returns>
    public async Task<(ClaimOutcome Claim, bool Exists)> ClaimNewAsync(StackIdentity identity, string caller, TimeSpan duration, CancellationToken cancellationToken)
    {
        var (fresh, exists) = await TryInsertAsync(identity, caller, duration, cancellationToken);
        return (fresh ? ClaimOutcome.Fresh : await TakeOverAsync(identity, caller, duration, cancellationToken), exists);
    }

    /// <summary>Whether this caller has a claim that nobody works on: an attempt without an answer.</summary>
    public async Task<bool> IsAbandonedByAsync(StackIdentity identity, string caller, CancellationToken cancellationToken)
    {
        const string Sql = $"""
            select from create_claims c
            where organization = $1 and project = $2 and name = $3 and caller = $4 and (expires_at <= clock_timestamp() or not {InstanceLives})
            """;
        await using var command = Command(Sql, identity, caller);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken);
    }

    /// <summary>Gives a claim up without an answer; the same caller may take it over at once.</summary>
    public Task AbandonAsync(StackIdentity identity, CancellationToken cancellationToken) => ExecuteAsync(
        "update create_claims set expires_at = clock_timestamp() where organization = $1 and project = $2 and name = $3 and instance = $4", identity, cancellationToken);

    /// <summary>Removes a claim: the attempt was answered. A crash of the database may bring it back; it then looks abandoned.</summary>
    public async Task DropAsync(StackIdentity identity, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var batch = new NpgsqlBatch(connection);
        batch.Add("select set_config('synchronous_commit', 'off', true)");
        batch.Add("delete from create_claims where organization = $1 and project = $2 and name = $3 and instance = $4", identity.Organization, identity.Project, identity.Name, instance.Id);
        await batch.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Removes claims whose callers never came back.</summary>
    public async Task<int> SweepAsync(CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("delete from create_claims where expires_at < clock_timestamp() - $1");
        command.Parameters.Add(new NpgsqlParameter<TimeSpan> { TypedValue = RetryWindow });
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private const string InsertSql = """
        insert into create_claims (organization, project, name, caller, instance, expires_at)
        values ($1, $2, $3, $4, $5, clock_timestamp() + $6) on conflict do nothing
        """;

    // A process holds the advisory lock of its id for as long as its session lives; pg_locks shows the two halves of the key.
    internal const string InstanceLives = """
        exists (select from pg_locks l
                where l.locktype = 'advisory' and l.objsubid = 1 and l.granted and l.database = (select oid from pg_database where datname = current_database())
                  and (l.classid::bigint << 32 | l.objid::bigint) = hashtextextended('api ' || c.instance::text, 0))
        """;

    // Gives its connection back before anything else asks for one: many that each hold one and wait for a second stop for good.
    private async Task<(bool Fresh, bool Exists)> TryInsertAsync(StackIdentity identity, string caller, TimeSpan duration, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var batch = new NpgsqlBatch(connection);
        batch.Add(InsertSql + " returning true", identity.Organization, identity.Project, identity.Name, caller, instance.Id, duration);
        batch.Add("select from stacks where organization = $1 and project = $2 and name = $3", identity.Organization, identity.Project, identity.Name);
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        var fresh = await reader.ReadAsync(cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        return (fresh, await reader.ReadAsync(cancellationToken));
    }

    private async Task<ClaimOutcome> TakeOverAsync(StackIdentity identity, string caller, TimeSpan duration, CancellationToken cancellationToken)
    {
        // Two at once: the row lock lets one change it, the other then meets a live claim.
        const string Sql = $"""
            update create_claims c
            set caller = $4, instance = $5, expires_at = clock_timestamp() + $6
            from (select caller from create_claims where organization = $1 and project = $2 and name = $3) as former
            where c.organization = $1 and c.project = $2 and c.name = $3
              and (c.caller = $4 and (c.expires_at <= clock_timestamp() or not {InstanceLives})
                   or c.caller <> $4 and (c.expires_at <= clock_timestamp() - $7 or c.expires_at <= clock_timestamp() and not {InstanceLives}))
            returning former.caller = $4
            """;
        await using var command = Command(Sql, identity, caller, instance.Id, duration, RetryWindow);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        if (!await reader.ReadAsync(cancellationToken))
        {
            return ClaimOutcome.Busy;
        }

        return reader.GetBoolean(0) ? ClaimOutcome.TakenOver : ClaimOutcome.Fresh;
    }

    private async Task ExecuteAsync(string sql, StackIdentity identity, CancellationToken cancellationToken)
    {
        await using var command = Command(sql, identity, instance.Id);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private NpgsqlCommand Command(string sql, StackIdentity identity, params ReadOnlySpan<object> more)
    {
#pragma warning disable CA2100 // Constant texts of this class.
        var command = database.CreateCommand(sql);
#pragma warning restore CA2100
        command.Parameters.Add(new NpgsqlParameter { Value = identity.Organization });
        command.Parameters.Add(new NpgsqlParameter { Value = identity.Project });
        command.Parameters.Add(new NpgsqlParameter { Value = identity.Name });
        foreach (var value in more)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        }

        return command;
    }
}
