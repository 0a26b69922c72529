using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using StackOperator.Api.Security;
using StackOperator.Api.Tests.Fixtures;
using StackOperator.Store.Access;

namespace StackOperator.Api.Tests.Pipeline;

/// <summary>What all routes of the environment API have in common.</summary>
public sealed class EnvironmentPipelineTests(SharedInstallation shared)
{
    [Fact]
    public async Task Item_38_No_role_gets_further_than_its_own_and_foreign_organizations_do_not_exist()
    {
        var organization = SharedInstallation.NewName("org");
        var (foreign, stranger) = await shared.NewEnvironmentAsync();
        var clients = new Dictionary<Role, EnvironmentClient>();
        foreach (var role in Enum.GetValues<Role>())
        {
            clients[role] = await shared.EnvironmentClientAsync((organization, role));
        }

        var faults = new List<string>();
        foreach (var (method, path, needed) in Routes())
        {
            var body = method is "POST" or "PATCH" ? "{}" : null;
            foreach (var (role, client) in clients)
            {
                var status = (await client.SendAsync(new HttpMethod(method), path, body)).Status;
                if (role < needed ? status != 403 : status is 401 or 403 or >= 500)
                {
                    faults.Add($"{method} {path} as {role}: {status}");
                }

                var elsewhere = (await client.SendAsync(new HttpMethod(method), path, body, (OrganizationAccess.Header, foreign))).Status;
                if (elsewhere != 404)
                {
                    faults.Add($"{method} {path} as {role} of another organization: {elsewhere}");
                }
            }

            var nobody = await new EnvironmentClient(shared.Api.Http, null).SendAsync(new HttpMethod(method), path, body);
            if (nobody.Status != 401 || nobody.ContentHeaders.ContentType?.MediaType != "application/problem+json")
            {
                faults.Add($"{method} {path} without a token: {nobody.Status}");
            }
        }

        faults.ShouldBeEmpty();
        stranger.ShouldNotBeNull();
    }

    [Fact]
    public void Viewers_read_members_write_and_admins_delete_except_for_dependencies()
    {
        var routes = Routes().ToList();
        routes.Count.ShouldBe(37);
        foreach (var (method, path, needed) in routes)
        {
            var expected = method switch
            {
                "GET" => Role.Viewer,
                "DELETE" when !path.Contains("/dependencies/", StringComparison.Ordinal) => Role.Admin,
                _ => Role.Member,
            };
            needed.ShouldBe(expected, $"{method} {path}");
        }
    }

    [Fact]
    public async Task The_organization_is_the_only_one_or_the_one_that_is_named()
    {
        var (first, second) = (SharedInstallation.NewName("org"), SharedInstallation.NewName("org"));
        var both = await shared.EnvironmentClientAsync((first, Role.Admin), (second, Role.Viewer));

        (await both.GetAsync("/stacks")).ShouldBeProblem(400, "organization_required");
        (await both.PostAsync("/projects", """{"name":"p"}""", (OrganizationAccess.Header, first))).ShouldBe(201);
        (await both.PostAsync("/projects", """{"name":"p"}""", (OrganizationAccess.Header, second))).ShouldBeProblem(403, "forbidden");
        (await both.GetAsync("/projects", (OrganizationAccess.Header, second))).Text.ShouldBe("[]");
        (await both.GetAsync("/projects", (OrganizationAccess.Header, "no-such-org"))).ShouldBeProblem(404, "not_found");
        (await both.GetAsync("/projects", (OrganizationAccess.Header, "a'; drop table users; --"))).ShouldBeProblem(404, "not_found");
        (await (await shared.EnvironmentClientAsync()).GetAsync("/stacks")).ShouldBeProblem(403, "forbidden");
    }

    [Fact]
    public async Task Malformed_bodies_never_are_the_fault_of_the_server()
    {
        var (_, client) = await shared.NewEnvironmentAsync();
        string[] bodies =
        [
            "", "null", "[]", "\"text\"", "{", "{}", "0", "1e999", "{\"name\":0}", "{\"name\":{}}", "{\"environments\":[[]]}", "{\"environments\":[{\"var_files\":[null]}]}", "{\"name\":\"\\ud800\"}",
            "{\"a\":" + new string('[', 5000) + new string(']', 5000) + "}", "\u0000", "{\"name\":\"\\u0000\"}", "{\"name\":\"" + new string('x', 5000) + "\"}", "{\"settings\":{\"a\":\"\\u0000\"}}",
            "{\"attributes\":{\"a\":\"\\ud800\"}}", "{\"name\":\"a\",\"project_id\":\"\\u0000\"}", "{\"data\":{\"\\u0000\":\"\\u0000\"}}", "{\"\\ud800\":1}",
        ];
        var faults = new List<string>();
        foreach (var (method, path, _) in Routes().Where(static route => route.Method is "POST" or "PATCH"))
        {
            foreach (var body in bodies)
            {
                var answer = await client.SendAsync(new HttpMethod(method), path, body);
                if (answer.Status >= 500)
                {
                    faults.Add($"{method} {path} {body[..Math.Min(40, body.Length)]}: {answer.Text}");
                }
            }
        }

        faults.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_request_with_an_Idempotency_Key_is_answered_once()
    {
        var (organization, client) = await shared.NewEnvironmentAsync();
        (string, string) key = ("Idempotency-Key", "one");
        var first = (await client.PostAsync("/projects", """{"name":"p"}""", key)).ShouldBe(201);

        var again = (await client.PostAsync("/projects", """{"name":"p"}""", key)).ShouldBe(201);

        again.Text.ShouldBe(first.Text);
        again.Headers.Location.ShouldBe(first.Headers.Location);
        again.Headers.GetValues("Idempotency-Replayed").ShouldBe(["true"]);
        (await client.PostAsync("/projects", """{"name":"q"}""", key)).ShouldBeProblem(409, "idempotency_key_reused");
        (await client.PostAsync("/projects", """{"name":"p"}""")).ShouldBeProblem(409, "name_taken");
        var other = await shared.EnvironmentClientAsync((organization, Role.Admin));
        (await other.PostAsync("/projects", """{"name":"q"}""", key)).ShouldBe(201);
        (await client.PostAsync("/projects", """{"name":"r"}""", ("Idempotency-Key", new string('x', 300)))).ShouldBeProblem(400, "invalid_idempotency_key");
        await shared.Installation.ExecuteAsync("update idempotency_keys set created_at = now() - interval '25 hours' where organization = $1", organization);
        (await client.PostAsync("/projects", """{"name":"r"}""", key)).ShouldBe(201);
    }

    [Fact]
    public async Task Of_parallel_creates_with_one_Idempotency_Key_all_get_one_answer_or_are_asked_to_wait()
    {
        var (organization, client) = await shared.NewEnvironmentAsync();
        var body = EnvironmentClient.StackBody("app", "dev");

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => client.PostAsync("/stacks", body, ("Idempotency-Key", "same"))));

        answers.Where(static answer => answer.Status == 201).Select(static answer => answer.Text).Distinct().Count().ShouldBe(1);
        foreach (var waiting in answers.Where(static answer => answer.Status != 201))
        {
            waiting.ShouldBeProblem(409, "request_in_progress");
        }

        (await client.PostAsync("/stacks", body, ("Idempotency-Key", "same"))).ShouldBe(201);
        (await shared.Installation.CountAsync("select count(*) from environment_stacks where organization = $1", organization)).ShouldBe(1);
    }

    [Fact]
    public async Task The_two_interfaces_do_not_meet()
    {
        var (organization, client) = await shared.NewEnvironmentAsync();

        (await client.GetAsync("/stacks", ("Accept", "text/html"))).ShouldBe(200);
        (await client.GetAsync($"/api/stacks/{organization}/p/s")).Status.ShouldBe(415);
        (await client.PostAsync("/credential-configs", "{\"name\":\"c\",\"type\":\"generic_env\",\"settings\":{\"a\":\"\\ud800\"}}")).ShouldBeProblem(400, "invalid_value", "settings");
        (await client.PostAsync("/credential-configs", """{"name":"c","type":"generic_env","settings":{"a":1e9999}}""")).ShouldBeProblem(400, "invalid_value", "settings");
        (await client.GetAsync("/stacks/a/b/c/d")).ShouldBeProblem(404, "not_found");
    }

    private IEnumerable<(string Method, string Path, Role Needed)> Routes() => shared.Api.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
        .Where(static route => route.Metadata.GetMetadata<AccessRule>() is OrganizationAccess)
        .SelectMany(static route => route.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods.Select(method => (
            method,
            route.RoutePattern.RawText!.Replace("{id}", Guid.NewGuid().ToString(), StringComparison.Ordinal).Replace("{dependsOnId}", Guid.NewGuid().ToString(), StringComparison.Ordinal),
            route.Metadata.GetMetadata<AccessRule>()!.Role!.Value)));
}
