using Npgsql;
using StackOperator.Core.EnvironmentStacks;
using StackOperator.Store.Database;

namespace StackOperator.Store.EnvironmentStacks;

/// <summary>The operator's side of projects: it makes those that objects name, and removes them with their last content.</summary>
internal static class Projects
{
    /// <summary>
    /// The project that a claim names. One named by name that does not exist yet has an empty id, which no other project
    /// has: <see cref="EnsureAsync"/> makes it once everything else is right. Null when an id is unknown.
    /// </summary>
    public static async Task<Project?> ResolveAsync(NpgsqlConnection connection, EnvironmentStackClaim claim, CancellationToken cancellationToken)
        => claim.Project.Id is { } id
            ? await FindAsync(connection.Command("select id, name from projects where organization = $1 and id = $2", claim.Identity.Organization, id), cancellationToken)
            : await FindAsync(connection, claim, cancellationToken) ?? new Project(Guid.Empty, claim.Project.NameOrDefault);

    /// <summary>Makes a resolved project when it does not exist yet.</summary>
    public static async Task<Project> EnsureAsync(NpgsqlConnection connection, EnvironmentStackClaim claim, Project project, CancellationToken cancellationToken)
    {
        if (project.Id != Guid.Empty)
        {
            return project;
        }

        // The first claim decides the organization's namespace. The default project stays: callers know its id.
        await connection.Command(
            "insert into organizations (name, namespace) values ($1, $2) on conflict do nothing", claim.Identity.Organization, claim.Owner.Namespace)
            .RunAsync(cancellationToken);
        await connection.Command(
            "insert into projects (organization, name, kept) values ($1, $2, $3) on conflict do nothing",
            claim.Identity.Organization,
            project.Name,
            project.Name == ProjectReference.DefaultName).RunAsync(cancellationToken);
        // Gone again in this moment: the empty id breaks a foreign key, and the caller looks again.
        return await FindAsync(connection, claim, cancellationToken) ?? project;
    }

    /// <summary>Tells that a project does not exist.</summary>
    public static EnvironmentStackFault Unknown(ProjectReference project) => new(
        project.Id is null ? "project" : "project_id",
        ViolationCodes.UnknownReference,
        $"project {project.Id?.ToString() ?? project.NameOrDefault} does not exist in the organization",
        project.Id?.ToString() ?? project.NameOrDefault);

    /// <summary>Removes a project that only objects made, when nothing is in it.</summary>
    public static async Task DeleteEmptyAsync(NpgsqlConnection connection, string organization, string name, CancellationToken cancellationToken)
    {
        // The lock first: it waits for inserts that hold on to the project; the statement after it sees them.
        await connection.Command("select 1 from projects where organization = $1 and name = $2 for update", organization, name).RunAsync(cancellationToken);
        await connection.Command(
            """
            delete from projects p
            where p.organization = $1 and p.name = $2
              and not p.kept
              and not exists (select 1 from stacks s where s.organization = p.organization and s.project = p.name)
              and not exists (select 1 from environment_stacks e where e.project_id = p.id)
              and not exists (select 1 from workspaces w where w.project_id = p.id)
              and not exists (select 1 from credential_configs c where c.project_id = p.id)
              and not exists (select 1 from vcs_integrations v where v.project_id = p.id)
              and not exists (select 1 from state_backend_configs b where b.project_id = p.id)
            """,
            organization,
            name).RunAsync(cancellationToken);
    }

    private static Task<Project?> FindAsync(NpgsqlConnection connection, EnvironmentStackClaim claim, CancellationToken cancellationToken) => FindAsync(
        connection.Command("select id, name from projects where organization = $1 and name = $2", claim.Identity.Organization, claim.Project.NameOrDefault),
        cancellationToken);

    private static async Task<Project?> FindAsync(NpgsqlCommand command, CancellationToken cancellationToken)
    {
        await using (command)
        {
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            return await reader.ReadAsync(cancellationToken) ? new Project(reader.GetGuid(0), reader.GetString(1)) : null;
        }
    }

    /// <summary>A project's id and name.</summary>
    internal sealed record Project(Guid Id, string Name);
}
