using StackOperator.Api.Problems;
using StackOperator.Store.Access;

namespace StackOperator.Api.Security;

/// <summary>
/// The caller needs a role in the organization of the route. Not being a member is 404, so that nothing tells which
/// organizations exist; a role that is too small is 403.
/// </summary>
internal sealed class RoleAccess(Role role, bool mayFound) : SignedInAccess
{
    /// <summary>Name of the route value that names the organization.</summary>
    public const string OrganizationValue = "org";

    public override Role? Role => role;

    public override async ValueTask<ApiProblem?> AuthorizeAsync(HttpContext context)
    {
        if (context.Request.RouteValues[OrganizationValue] is not string organization)
        {
            throw new InvalidOperationException($"Route '{context.GetEndpoint()?.DisplayName}' needs a role but has no {{{OrganizationValue}}}.");
        }

        var caller = context.GetCaller();
        var actual = await caller.RoleInAsync(organization, context.RequestAborted);
        if (actual is null && mayFound)
        {
            // The handler founds the organization, if it does not exist and the caller may; otherwise it answers the same 404.
            return null;
        }

        return actual switch
        {
            null => UnknownOrganization(organization),
            { } has when has >= role => null,
            { } has => ApiProblem.Forbidden($"this needs the role {role.ToText()} in organization '{organization}', you are {has.ToText()}"),
        };
    }

    public static ApiProblem UnknownOrganization(string organization) => ApiProblem.NotFound($"organization '{organization}' does not exist");
}
