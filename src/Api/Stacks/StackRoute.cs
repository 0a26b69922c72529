using StackOperator.Api.Problems;
using StackOperator.Core.Names;
using StackOperator.Core.Stacks;

namespace StackOperator.Api.Stacks;

/// <summary>Reads the names of stack routes. Routing has decoded percent escapes once, which is all that is ever done.</summary>
public static class StackRoute
{
    /// <summary>Route of one project.</summary>
    public const string Project = "/stacks/{org}/{project}";

    /// <summary>Route of one stack.</summary>
    public const string Stack = Project + "/{stack}";

    /// <summary>The stack that a route names. A name that no stack can have is 404: it cannot exist.</summary>
    public static StackIdentity IdentityOf(HttpContext context)
    {
        var values = context.Request.RouteValues;
        var identity = new StackIdentity((string)values["org"]!, (string)values["project"]!, (string)values["stack"]!);
        return IsPossible(identity) ? identity : throw Unknown(identity).AsException();
    }

    /// <summary>404 for a stack.</summary>
    public static ApiProblem Unknown(StackIdentity identity) => ApiProblem.NotFound($"stack '{identity}' does not exist");

    private static bool IsPossible(StackIdentity identity) =>
        NameRules.CheckOrganization(identity.Organization) is null && NameRules.CheckProject(identity.Project) is null && NameRules.CheckStack(identity.Name) is null;
}
