using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using StackOperator.Api.Security;
using StackOperator.Api.Tests.Fixtures;
using StackOperator.Store.Access;

namespace StackOperator.Api.Tests.Security;

/// <summary>Every route that the process serves, by its own table of routes.</summary>
public sealed class RoleTableTests(SharedInstallation shared)
{
    private static readonly Role?[] Roles = [null, Role.Viewer, Role.Member, Role.Admin];

    [Fact]
    public void Every_route_says_who_may_call_it()
        => Routes().Where(route => route.Metadata.GetMetadata<AccessRule>() is null).Select(route => route.DisplayName).ShouldBeEmpty();

    [Fact]
    public async Task No_role_gets_further_than_its_own_and_foreign_organizations_do_not_exist()
    {
        var org = SharedInstallation.NewName("org");
        var clients = new Dictionary<int, ApiClient>();
        foreach (var role in Roles)
        {
            clients[(int)role.GetValueOrDefault()] = role is { } has ? await shared.ClientAsync((org, has)) : await shared.ClientAsync();
        }

        await shared.ClientAsync((org, Role.Admin));
        var faults = new List<string>();
        foreach (var route in Routes().Where(route => route.Metadata.GetMetadata<AccessRule>()?.Role is not null))
        {
            var needed = route.Metadata.GetMetadata<AccessRule>()!.Role!.Value;
            foreach (var method in route.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods)
            {
                foreach (var role in Roles)
                {
                    var answer = await clients[(int)role.GetValueOrDefault()].SendAsync(new HttpMethod(method), Fill(route, org));
                    var asExpected = role is null ? answer.Status == 404 : role < needed ? answer.Status == 403 : answer.Status is not (401 or 403 or >= 500);
                    // A create without a body never gets as far as the organization.
                    if (!asExpected && !(role is null && answer.Status == 400 && method == "POST"))
                    {
                        faults.Add($"{method} {route.RoutePattern.RawText} as {role?.ToString() ?? "stranger"}: {answer.Status}");
                    }
                }

                var nobody = await shared.Api.As(null).SendAsync(new HttpMethod(method), Fill(route, org));
                if (nobody.Status != 401)
                {
                    faults.Add($"{method} {route.RoutePattern.RawText} without a token: {nobody.Status}");
                }
            }
        }

        faults.ShouldBeEmpty();
    }

    [Fact]
    public async Task Malformed_bodies_never_are_the_fault_of_the_server()
    {
        var (org, admin) = await shared.NewOrganizationAsync();
        string[] bodies =
        [
            "", "null", "[]", "\"text\"", "{", "{}", "0", "1e999", "{\"stackName\":0}", "{\"stackName\":{}}", "{\"tags\":[]}", "{\"newName\":[]}", "{\"tags\":{\"a\":{\"b\":{}}}}",
            "{\"stackName\":\"\\ud800\"}", "{\"a\":" + new string('[', 5000) + new string(']', 5000) + "}", "\u0000", "{\"stackName\":\"\\u0000\"}", "{\"stackName\":\"" + new string('x', 5000) + "\"}",
        ];
        var faults = new List<string>();
        foreach (var route in Routes())
        {
            foreach (var method in route.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods.Where(method => method is "POST" or "PATCH" or "PUT" or "DELETE"))
            {
                foreach (var body in bodies)
                {
                    var answer = await admin.SendAsync(new HttpMethod(method), Fill(route, org), System.Text.Encoding.UTF8.GetBytes(body));
                    if (answer.Status >= 500)
                    {
                        faults.Add($"{method} {route.RoutePattern.RawText} {body[..Math.Min(30, body.Length)]}: {answer.Text}");
                    }
                }
            }
        }

        faults.ShouldBeEmpty();
    }

    private IEnumerable<RouteEndpoint> Routes() => shared.Api.Services.GetRequiredService<EndpointDataSource>().Endpoints
        .OfType<RouteEndpoint>().Where(route => route.RoutePattern.RawText?.StartsWith("/api", StringComparison.Ordinal) == true);

    private static string Fill(RouteEndpoint route, string org) =>
        "/" + string.Join('/', route.RoutePattern.PathSegments.Select(segment => string.Concat(segment.Parts.Select(part => part switch
        {
            Microsoft.AspNetCore.Routing.Patterns.RoutePatternLiteralPart literal => literal.Content,
            Microsoft.AspNetCore.Routing.Patterns.RoutePatternSeparatorPart separator => separator.Content,
            Microsoft.AspNetCore.Routing.Patterns.RoutePatternParameterPart { Name: "org" } => org,
            Microsoft.AspNetCore.Routing.Patterns.RoutePatternParameterPart { Name: var name } when name.Contains("pdate", StringComparison.Ordinal) => Guid.Empty.ToString(),
            _ => "none",
        }))));
}
