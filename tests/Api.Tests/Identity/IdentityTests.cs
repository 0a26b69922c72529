using StackOperator.Api.Tests.Fixtures;
using StackOperator.Store.Access;

namespace StackOperator.Api.Tests.Identity;

public sealed class IdentityTests(SharedInstallation shared)
{
    [Fact]
    public async Task Checklist_15_16_the_user_names_itself_and_its_organizations()
    {
        var (one, two, login) = (SharedInstallation.NewName("a-org"), SharedInstallation.NewName("b-org"), SharedInstallation.NewName("user"));
        var client = shared.Api.As(await shared.Installation.TokenAsync(login, (two, Role.Viewer), (one, Role.Admin)));

        var user = (await client.GetAsync("/api/user")).ShouldBe(200).Json;

        ((string?)user["githubLogin"]).ShouldBe(login);
        user["organizations"]!.AsArray().Select(org => (string?)org!["githubLogin"]).ShouldBe([one, two]);
        user.AsObject().ContainsKey("tokenInfo").ShouldBeFalse();
    }

    [Fact]
    public async Task Checklist_17_the_default_organization_needs_a_token()
    {
        var login = SharedInstallation.NewName("user");
        (await shared.Api.As(null).SendAsync(HttpMethod.Get, "/api/user/organizations/default", accept: null)).ShouldFail(404);

        var client = shared.Api.As(await shared.Installation.TokenAsync(login, (login, Role.Admin)));

        ((string?)(await client.GetAsync("/api/user/organizations/default")).ShouldBe(200).Json["GitHubLogin"]).ShouldBe(login);
    }

    [Fact]
    public async Task Checklist_18_19_capabilities_are_public_and_well_formed()
    {
        var list = (await shared.Api.As(null).SendAsync(HttpMethod.Get, "/api/capabilities", accept: null)).ShouldBe(200).Json["capabilities"]!.AsArray();

        list.Select(entry => (string?)entry!["capability"]).ShouldContain("batch-encrypt");
        var schema = list.Single(entry => (string?)entry!["capability"] == "deployment-schema-version")!;
        ((int)schema["configuration"]!["version"]!).ShouldBe(4);
    }

    [Fact]
    public async Task A_token_stops_working_when_it_is_revoked_or_over_and_its_use_is_noted()
    {
        var administration = new AccessTokenAdministration(shared.Installation.Database.DataSource);
        var login = SharedInstallation.NewName("user");
        var token = await shared.Installation.TokenAsync(login);
        var over = await administration.IssueAsync(new AccessTokenRequest(login, new Dictionary<string, Role>(), "", TimeProvider.System.GetUtcNow().AddMilliseconds(1)), CancellationToken.None);
        var client = shared.Api.As(token);
        (await client.GetAsync("/api/user")).ShouldBe(200);
        (await shared.Api.As(over).GetAsync("/api/user")).ShouldFail(401);
        var row = (await administration.ListAsync(login, CancellationToken.None)).Single(row => token.StartsWith(row.Prefix, StringComparison.Ordinal));
        token.ShouldStartWith(row.Prefix);
        (await shared.Installation.CountAsync("select count(*) from access_tokens where position(convert_to($1, 'UTF8') in hash) > 0", token)).ShouldBe(0);

        (await administration.RevokeAsync(row.Id, CancellationToken.None)).ShouldBeTrue();

        await Testing.Eventually.UntilAsync(async _ => (await client.GetAsync("/api/user")).Status == 401, TimeSpan.FromSeconds(5), "a revoked token is told by NOTIFY, long before the cache forgets it");
        await Testing.Eventually.UntilAsync(async ct => (await administration.ListAsync(login, ct)).Any(r => r.Id == row.Id && r.LastUsedAt is not null), because: "last use is written in batches");
    }
}
