using DbUp.Engine.Transactions;
using Npgsql;

namespace StackOperator.Store.Database;

/// <summary>
/// Connections for DbUp. Its own PostgreSQL manager switches off named parameters for the whole process
/// ("Npgsql.EnableSqlRewriting"), which breaks every query elsewhere; this one leaves the process alone.
/// </summary>
internal sealed class MigrationConnections(string connectionString) : DatabaseConnectionManager(_ => new NpgsqlConnection(connectionString))
{
    /// <summary>A script is one command: Npgsql finds the statements, dollar quoting included.</summary>
    public override IEnumerable<string> SplitScriptIntoCommands(string scriptContents) => [scriptContents];
}
