using System.Reflection;
using DbUp;
using DbUp.Engine;
using Npgsql;

namespace StackOperator.Store.Database;

/// <summary>Brings the schema up to date: the embedded scripts of <c>src/Store/Migrations</c>, in order, each once, forward only.</summary>
public static class Migrator
{
    private const string ScriptPrefix = "StackOperator.Store.Migrations.";

    /// <summary>
    /// Applies what is missing. Any number of processes may call it at once: an advisory lock lets one work while the
    /// others wait. Each script runs in its own transaction together with its entry in the journal. Scripts in the
    /// journal that this build does not know are left alone: a newer replica has been here.
    /// </summary>
    /// <param name="connectionString">Npgsql connection string; its role must own the schema.</param>
    /// <param name="cancellationToken">Ends the wait for the lock; a running script is finished.</param>
    /// <exception cref="InvalidOperationException">A script failed; the message names it.</exception>
    /// <exception cref="NpgsqlException">The database could not be reached.</exception>
    public static async Task MigrateAsync(string connectionString, CancellationToken cancellationToken = default)
    {
        var unpooled = new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false, CommandTimeout = 0, KeepAlive = 10 }.ConnectionString;
        await using var connection = new NpgsqlConnection(unpooled);
        await connection.OpenAsync(cancellationToken);
        // The lock goes with the session, also when this process is killed.
        await using var command = new NpgsqlCommand("select pg_advisory_lock($1)", connection) { Parameters = { new() { Value = AdvisoryLocks.Migration } } };
        await command.ExecuteNonQueryAsync(cancellationToken);
        await Task.Run(() => Apply(unpooled), CancellationToken.None);
    }

    /// <summary>Names of the embedded scripts, in the order they are applied.</summary>
    public static IReadOnlyList<string> ScriptNames() =>
        [.. Assembly().GetManifestResourceNames()
            .Where(static name => name.StartsWith(ScriptPrefix, StringComparison.Ordinal))
            .Select(static name => name[ScriptPrefix.Length..])
            .Order(StringComparer.Ordinal)];

    private static void Apply(string connectionString)
    {
        var engine = DeployChanges.To
            .PostgresqlDatabase(new MigrationConnections(connectionString))
            .WithScripts(ScriptNames().Select(ReadScript))
            .WithTransactionPerScript()
            // "$name$" is PostgreSQL's dollar quoting, not a variable.
            .WithVariablesDisabled()
            .WithExecutionTimeout(TimeSpan.Zero)
            .LogToNowhere()
            .Build();
        var result = engine.PerformUpgrade();
        if (!result.Successful)
        {
            throw result.ErrorScript is { } script
                ? new InvalidOperationException($"migration {script.Name} failed: {result.Error.Message}", result.Error)
                : result.Error;
        }
    }

    private static SqlScript ReadScript(string name)
    {
        using var stream = Assembly().GetManifestResourceStream(ScriptPrefix + name)!;
        using var reader = new StreamReader(stream);
        return new SqlScript(name, reader.ReadToEnd());
    }

    private static Assembly Assembly() => typeof(Migrator).Assembly;
}
