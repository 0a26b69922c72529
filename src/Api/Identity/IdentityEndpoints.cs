using StackOperator.Api.Documents;
using StackOperator.Api.Responses;
using StackOperator.Api.Security;

namespace StackOperator.Api.Identity;

/// <summary>Who the caller is and what this service can do: what the CLI asks at login and before most commands.</summary>
internal static class IdentityEndpoints
{
    public static void MapIdentity(this IEndpointRouteBuilder api)
    {
        var capabilities = new CapabilitiesAnswer([.. api.ServiceProvider.GetServices<Capability>()]);

        api.MapGet("/user", GetUserAsync)
            .RequireToken()
            .Describe("getUser", "The caller", "Identity").Returns<UserAnswer>(200, "The caller and its organizations.");
        api.MapGet("/user/organizations/default", GetDefaultOrganizationAsync)
            .WithAccess(new OptionalSignIn())
            .Describe("getDefaultOrganization", "The organization that short stack names mean", "Identity")
            .Returns<DefaultOrganizationAnswer>(200, "The organization.").Fails(404);
        api.MapGet("/capabilities", context => JsonAnswer.WriteAsync(context, capabilities, ApiJsonContext.Default.CapabilitiesAnswer))
            .AllowEverybody()
            .Describe("getCapabilities", "What this service can do beyond the basics", "Identity")
            .Returns<CapabilitiesAnswer>(200, "The list.");
    }

    private static async Task GetUserAsync(HttpContext context)
    {
        var caller = context.GetCaller();
        var organizations = await caller.OrganizationsAsync(context.RequestAborted);
        var owner = (caller as TokenCaller)?.Owner;
        var answer = new UserAnswer(
            caller.Login,
            caller.Login,
            owner is { DisplayName.Length: > 0 } ? owner.DisplayName : caller.Login,
            owner?.Email ?? string.Empty,
            string.Empty,
            [.. organizations.Select(name => new OrganizationAnswer(name, name, string.Empty))],
            []);
        await JsonAnswer.WriteAsync(context, answer, ApiJsonContext.Default.UserAnswer);
    }

    private static async Task GetDefaultOrganizationAsync(HttpContext context)
    {
        var caller = context.GetCaller();
        var chosen = (caller as TokenCaller)?.Owner.DefaultOrganization;
        if (chosen is null)
        {
            // A login that is no member of "its own" organization is served best by the first one it has.
            var organizations = await caller.OrganizationsAsync(context.RequestAborted);
            chosen = organizations.Count == 0 || organizations.Contains(caller.Login) ? caller.Login : organizations[0];
        }

        await JsonAnswer.WriteAsync(context, new DefaultOrganizationAnswer(chosen, []), ApiJsonContext.Default.DefaultOrganizationAnswer);
    }
}
