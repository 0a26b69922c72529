using System.Reflection;
using StackOperator.Store.Database;

namespace StackOperator.Testing.Databases;

/// <summary>The schema as the Store assembly carries it.</summary>
internal static class Migrations
{
    private static readonly Assembly _store = typeof(Migrator).Assembly;

    /// <summary>The migrations in order: resource name and SQL.</summary>
    public static async Task<IReadOnlyList<(string Resource, string Sql)>> ReadAsync()
    {
        List<(string, string)> migrations = [];
        foreach (var resource in _store.GetManifestResourceNames().Where(r => r.EndsWith(".sql", StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            using var reader = new StreamReader(_store.GetManifestResourceStream(resource)!);
            migrations.Add((resource, await reader.ReadToEndAsync()));
        }

        return migrations;
    }

    public static Task ApplyAsync(string connectionString) => Migrator.MigrateAsync(connectionString);
}
