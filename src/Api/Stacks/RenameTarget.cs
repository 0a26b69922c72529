using StackOperator.Api.Problems;
using StackOperator.Core.Names;
using StackOperator.Core.Stacks;

namespace StackOperator.Api.Stacks;

/// <summary>Reads where a rename leads: the documented <c>org/project/name</c>, or the CLI's bare name and project.</summary>
internal static class RenameTarget
{
    public static (StackIdentity To, ApiProblem? Problem) Read(StackIdentity current, RenameStackRequest request)
    {
        var (name, project) = (request.NewName ?? string.Empty, request.NewProject ?? string.Empty);
        if (name.Length == 0 && project.Length == 0)
        {
            return (current, ApiProblem.BadRequest("'newName' is missing: give org/project/name, or a bare name with an optional 'newProject'"));
        }

        var to = current;
        if (name.Contains('/', StringComparison.Ordinal))
        {
            var parts = name.Split('/');
            if (parts.Length != 3 || (project.Length > 0 && project != parts[1]))
            {
                return (current, ApiProblem.BadRequest("'newName' is invalid: give org/project/name, or a bare name with an optional 'newProject'"));
            }

            to = new StackIdentity(parts[0], parts[1], parts[2]);
        }
        else
        {
            to = current with { Name = name.Length > 0 ? name : current.Name, Project = project.Length > 0 ? project : current.Project };
        }

        return (to, Check(current, to));
    }

    private static ApiProblem? Check(StackIdentity current, StackIdentity to)
    {
        if (to.Organization != current.Organization)
        {
            return ApiProblem.BadRequest("a stack never changes its organization: create it in the other one and import its state");
        }

        return (NameRules.CheckProject(to.Project) ?? NameRules.CheckStack(to.Name)) is { } fault ? ApiProblem.BadRequest(fault) : null;
    }
}
