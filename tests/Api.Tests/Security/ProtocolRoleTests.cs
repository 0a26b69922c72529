using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using StackOperator.Api.Security;
using StackOperator.Api.Tests.Fixtures;
using StackOperator.Store.Access;

namespace StackOperator.Api.Tests.Security;

/// <summary>The smallest role of every route below a stack, said a second time: a change of one is a decision, not a slip.</summary>
public sealed class ProtocolRoleTests(SharedInstallation shared)
{
    private const string Stack = "/api/stacks/{org}/{project}/{stack}";

    private static readonly Dictionary<string, Role> Roles = new(StringComparer.Ordinal)
    {
        ["GET "] = Role.Viewer,
        ["DELETE "] = Role.Admin,
        ["POST /rename"] = Role.Member,
        ["PATCH /tags"] = Role.Member,
        ["GET /export"] = Role.Viewer,
        ["GET /export/{version}"] = Role.Viewer,
        ["POST /import"] = Role.Member,
        ["POST /encrypt"] = Role.Member,
        ["POST /decrypt"] = Role.Member,
        ["POST /batch-encrypt"] = Role.Member,
        ["POST /batch-decrypt"] = Role.Member,
        ["POST /decrypt/log-decryption"] = Role.Member,
        ["POST /decrypt/log-batch-decryption"] = Role.Member,
        ["POST /update"] = Role.Member,
        ["POST /preview"] = Role.Member,
        ["POST /refresh"] = Role.Member,
        ["POST /destroy"] = Role.Member,
        ["POST /update/{update}"] = Role.Member,
        ["GET /update/{update}"] = Role.Viewer,
        ["POST /update/{update}/cancel"] = Role.Member,
        ["GET /update/{update}/events"] = Role.Viewer,
        ["GET /updates"] = Role.Viewer,
        ["GET /updates/latest"] = Role.Viewer,
        ["GET /updates/latest/previews"] = Role.Viewer,
        ["GET /updates/{version}"] = Role.Viewer,
    };

    // Only the lease of the update opens these.
    private static readonly string[] Leased =
    [
        "POST /update/{update}/renew_lease", "POST /update/{update}/complete", "POST /update/{update}/events/batch", "PATCH /update/{update}/checkpoint",
        "PATCH /update/{update}/checkpointverbatim", "PATCH /update/{update}/checkpointdelta", "PATCH /update/{update}/journalentries",
    ];

    [Fact]
    public void Every_route_below_a_stack_asks_for_the_role_that_is_documented()
    {
        var routes = Routes().ToList();
        var roles = routes.Where(route => route.Rule.Role is not null).ToDictionary(route => route.Name, route => route.Rule.Role!.Value, StringComparer.Ordinal);
        roles.OrderBy(role => role.Key, StringComparer.Ordinal).ShouldBe(Roles.OrderBy(role => role.Key, StringComparer.Ordinal));
        routes.Where(route => route.Rule.Role is null).Select(route => route.Name).Order(StringComparer.Ordinal).ShouldBe(Leased.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Checklist_2_an_access_token_of_any_role_opens_no_route_of_a_lease_and_a_made_up_lease_none_at_all()
    {
        var (org, admin) = await shared.NewOrganizationAsync();
        foreach (var (name, path) in Routes().Where(route => route.Rule.Role is null).Select(route => (route.Name, route.Path)))
        {
            var call = path.Replace("{org}", org, StringComparison.Ordinal).Replace("{project}", "p", StringComparison.Ordinal)
                .Replace("{stack}", "s", StringComparison.Ordinal).Replace("{update}", Guid.NewGuid().ToString(), StringComparison.Ordinal);
            (await admin.SendAsync(new HttpMethod(name.Split(' ')[0]), call, "{}"u8.ToArray())).ShouldFail(401);
            (await shared.Api.As("made-up").SendAsync(new HttpMethod(name.Split(' ')[0]), call, "{}"u8.ToArray(), scheme: "update-token")).ShouldFail(404);
        }
    }

    private IEnumerable<(string Name, string Path, AccessRule Rule)> Routes() => shared.Api.Services.GetRequiredService<EndpointDataSource>().Endpoints
        .OfType<RouteEndpoint>()
        .Select(route => (Route: route, Path: "/" + route.RoutePattern.RawText!.TrimStart('/')))
        .Where(route => route.Path.StartsWith(Stack, StringComparison.Ordinal))
        .SelectMany(route => route.Route.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods.Select(method =>
            ($"{method} {route.Path[Stack.Length..]}", route.Path, route.Route.Metadata.GetMetadata<AccessRule>()!)));
}
