using Npgsql;
using StackOperator.Store.Database;
using StackOperator.Store.Updates;

namespace StackOperator.Store.References;

/// <summary>Looks whether references exist and are usable in a project, for good messages: the foreign keys decide.</summary>
public sealed class ReferenceChecks(NpgsqlDataSource database)
{
    /// <summary>The references that are not right, in the order given.</summary>
    /// <param name="organization">Organization.</param>
    /// <param name="projectId">The project they are to be used in; null = they are not bound to one.</param>
    /// <param name="references">The references.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<IReadOnlyList<ReferenceFault>> CheckAsync(string organization, Guid? projectId, IReadOnlyList<NamedReference> references, CancellationToken cancellationToken)
    {
        const string Sql = """
            select 0, id, null::uuid from projects where organization = $1 and id = any($2)
            union all select 1, id, project_id from vcs_integrations where organization = $1 and id = any($2)
            union all select 2, id, project_id from credential_configs where organization = $1 and id = any($2)
            union all select 3, id, project_id from state_backend_configs where organization = $1 and id = any($2)
            """;
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var rows = await connection.Command(Sql, organization, references.Select(static reference => reference.Id).Distinct().ToArray())
            .ListAsync(static row => KeyValuePair.Create(((ReferenceKind)row.GetInt32(0), row.GetGuid(1)), row.GetValue<Guid>(2)), cancellationToken);
        var found = rows.ToDictionary();
        return
        [
            .. references
                .Where(reference => !found.TryGetValue((reference.Kind, reference.Id), out var owner) || (owner is not null && owner != projectId))
                .Select(reference => new ReferenceFault(reference.Field, found.ContainsKey((reference.Kind, reference.Id)))),
        ];
    }
}
