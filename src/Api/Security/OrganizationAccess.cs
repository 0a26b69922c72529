using StackOperator.Api.Problems;
using StackOperator.Api.Requests;
using StackOperator.Store.Access;

namespace StackOperator.Api.Security;

/// <summary>
/// The caller needs a role in the organization that the header names, or in its only one. A body is read before the role
/// is looked at: what is no JSON is told first. Not being a member is 404, as for organizations that do not exist.
/// </summary>
internal sealed class OrganizationAccess(Role role) : SignedInAccess
{
    /// <summary>Names the organization; may be left out by callers with one organization.</summary>
    public const string Header = "X-Organization";

    public override bool RequiresAccept => false;

    public override Role? Role => role;

    public override async ValueTask<ApiProblem?> AuthorizeAsync(HttpContext context)
    {
        if (context.GetEndpoint()?.Metadata.GetMetadata<JsonBodyRoute>() is not null)
        {
            await JsonBody.ReadAsync(context);
        }

        var caller = context.GetCaller();
        var (organization, problem) = await FindOrganizationAsync(context, caller);
        if (organization is null)
        {
            return problem;
        }

        switch (await caller.RoleInAsync(organization, context.RequestAborted))
        {
            case null:
                return RoleAccess.UnknownOrganization(organization);
            case { } has when has < role:
                return ApiProblem.Forbidden($"this needs the role {role.ToText()} in organization '{organization}', you are {has.ToText()}");
            case { } has:
                context.Features.Set(new OrganizationScope(organization, has));
                return null;
        }
    }

    private static async ValueTask<(string? Organization, ApiProblem? Problem)> FindOrganizationAsync(HttpContext context, Caller caller)
    {
        if (context.Request.Headers.TryGetValue(Header, out var named))
        {
            return named is [{ Length: > 0 } name] ? (name, null) : (null, ApiProblem.BadRequest($"{Header} names one organization") with { Reference = "organization_required" });
        }

        return await caller.OrganizationsAsync(context.RequestAborted) switch
        {
            [var only] => (only, null),
            [] => (null, ApiProblem.Forbidden("you are a member of no organization")),
            var several => (null, ApiProblem.BadRequest($"you are a member of {several.Count} organizations: name one of them in the header {Header}") with { Reference = "organization_required" }),
        };
    }
}
