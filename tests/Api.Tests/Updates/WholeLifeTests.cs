using System.Text.Json.Nodes;
using StackOperator.Api.Tests.Fixtures;
using StackOperator.Core.Stacks;

namespace StackOperator.Api.Tests.Updates;

/// <summary>Flows that need the whole installation: stacks that come and go as objects, with states and secrets in them.</summary>
public sealed class WholeLifeTests(SharedInstallation shared)
{
    [Fact]
    public async Task Checklist_38_112_after_a_rename_across_projects_the_next_update_changes_nothing_and_old_secrets_open()
    {
        var (stack, admin, token) = await NewStackAsync("web", "dev");
        var secret = (await admin.PostAsync($"{stack.Stack}/encrypt", """{"plaintext":"c2VjcmV0"}""")).ShouldBe(200).Json["ciphertext"]!.ToString();
        await UpdateAsync(stack, Resources("web", "dev", secret));
        var before = await stack.ExportAsync();

        (await admin.PostAsync($"{stack.Stack}/rename", """{"newName":"prod","newProject":"shop"}""")).ShouldBe(204);
        var moved = new UpdateClient(shared.Api, stack.StackId, stack.Identity with { Project = "shop", Name = "prod" }, token);
        var after = await moved.ExportAsync();

        // What the client's program would declare now is exactly what is there: every step is a "same".
        var expected = Resources("shop", "prod", secret).Select(r => JsonNode.Parse(r)!.ToJsonString()).ToList();
        after["deployment"]!["resources"]!.AsArray().Select(r => r!.ToJsonString()).ShouldBe(expected);
        var provider = after["deployment"]!["secrets_providers"]!["state"]!;
        (provider["project"]!.ToString(), provider["stack"]!.ToString(), provider["owner"]!.ToString()).ShouldBe(("shop", "prod", stack.Identity.Organization));
        (await admin.PostAsync($"{moved.Stack}/decrypt", $$"""{"ciphertext":"{{secret}}"}""")).ShouldBe(200).Json["plaintext"]!.ToString().ShouldBe("c2VjcmV0");

        var (update, lease) = await moved.StartAsync();
        (await moved.JournalAsync(update, lease, string.Join(',', expected.Select((r, i) =>
            $$"""{"version":1,"kind":1,"sequenceID":{{i + 1}},"operationID":{{i + 1}},"removeOld":{{i}},"removeNew":null,"state":{{r}} }""")))).ShouldBe(200);
        (await moved.CompleteAsync(update, lease)).ShouldBe(200);
        (await moved.ExportAsync())["deployment"]!["resources"]!.AsArray().Select(r => r!.ToJsonString()).ShouldBe(expected);

        // The versions before the rename are exported under today's names, too.
        var old = (await admin.GetAsync($"{moved.Stack}/export/1")).ShouldBe(200).Json;
        old["deployment"]!["resources"]!.AsArray().Count.ShouldBe(before["deployment"]!["resources"]!.AsArray().Count);
        old.ToJsonString().ShouldNotContain("urn:pulumi:dev::web::");
    }

    [Fact]
    public async Task Checklist_36_a_stack_made_again_under_an_old_name_has_no_former_history_state_or_keys()
    {
        var (stack, admin, token) = await NewStackAsync("web", "dev");
        var secret = (await admin.PostAsync($"{stack.Stack}/encrypt", """{"plaintext":"c2VjcmV0"}""")).ShouldBe(200).Json["ciphertext"]!.ToString();
        await UpdateAsync(stack, Resources("web", "dev", secret));
        (await admin.DeleteAsync($"{stack.Stack}?force=false")).ShouldFail(400);
        (await admin.DeleteAsync($"{stack.Stack}?force=true")).ShouldBe(204);
        (await admin.CreateAsync(stack.Identity.Organization, "web", "dev")).ShouldBe(200);

        (await admin.GetAsync($"{stack.Stack}/export")).ShouldBe(200).Text.ShouldBe("""{"version":3,"deployment":{}}""");
        (await admin.GetAsync($"{stack.Stack}/updates")).ShouldBe(200).Json["updates"]!.AsArray().ShouldBeEmpty();
        (await admin.GetAsync(stack.Stack)).ShouldBe(200).Json["version"]!.GetValue<int>().ShouldBe(0);
        (await admin.PostAsync($"{stack.Stack}/decrypt", $$"""{"ciphertext":"{{secret}}"}""")).ShouldFail(400);
        _ = token;
    }

    [Fact]
    public async Task Checklist_61_tags_of_a_start_replace_those_of_the_stack()
    {
        var (stack, admin, _) = await NewStackAsync("web", "dev", """{"old":"1","pulumi:project":"web"}""");
        var update = await stack.CreateAsync();
        (await stack.TryStartAsync(update, """{"journalVersion":1,"tags":{"pulumi:project":"web","pulumi:runtime":"go"}}""")).ShouldBe(200);
        var tags = await Testing.Eventually.UntilAsync(
            async _ => (await admin.GetAsync(stack.Stack)).ShouldBe(200).Json["tags"]!.AsObject(), tags => tags.ContainsKey("pulumi:runtime"), because: "the tags reach the object");
        tags.Select(tag => tag.Key).Order().ShouldBe(["pulumi:project", "pulumi:runtime"]);
    }

    [Fact]
    public async Task Checklist_20_the_exchange_of_foreign_tokens_is_not_offered_and_says_so()
    {
        using var form = new FormUrlEncodedContent([KeyValuePair.Create("grant_type", "urn:ietf:params:oauth:grant-type:token-exchange")]);
        using var answer = await shared.Api.Http.PostAsync(new Uri("/api/oauth/token", UriKind.Relative), form);
        ((int)answer.StatusCode).ShouldBe(404);
        JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["code"]!.GetValue<int>().ShouldBe(404);
    }

    [Fact]
    public async Task Checklist_3_routes_of_the_protocol_take_any_accept_header_and_none()
    {
        var (stack, _, token) = await NewStackAsync("web", "dev");
        foreach (var accept in (string?[])[null, "*/*", "application/json", "application/vnd.pulumi+9, application/x-tar"])
        {
            (await shared.Api.As(token).SendAsync(HttpMethod.Get, $"{stack.Stack}/export", accept: accept)).ShouldBe(200);
            (await shared.Api.As(token).SendAsync(HttpMethod.Post, $"{stack.Stack}/preview", "{}"u8.ToArray(), accept: accept)).ShouldBe(200);
        }
    }

    [Fact]
    public async Task Checklist_111_a_state_with_secrets_moves_to_another_stack_when_its_secrets_are_encrypted_there()
    {
        var (from, admin, _) = await NewStackAsync("web", "dev");
        var secret = (await admin.PostAsync($"{from.Stack}/encrypt", """{"plaintext":"c2VjcmV0"}""")).ShouldBe(200).Json["ciphertext"]!.ToString();
        await UpdateAsync(from, Resources("web", "dev", secret));
        (await admin.CreateAsync(from.Identity.Organization, "web", "copy")).ShouldBe(200);
        var to = $"/api/stacks/{from.Identity.Organization}/web/copy";
        (await admin.PostAsync($"{to}/decrypt", $$"""{"ciphertext":"{{secret}}"}""")).ShouldFail(400);

        var plain = (await admin.PostAsync($"{from.Stack}/batch-decrypt", $$"""{"ciphertexts":["{{secret}}"]}""")).ShouldBe(200).Json["plaintexts"]![secret]!.ToString();
        var again = (await admin.PostAsync($"{to}/batch-encrypt", $$"""{"plaintexts":["{{plain}}"]}""")).ShouldBe(200).Json["ciphertexts"]![0]!.ToString();
        var text = (await admin.GetAsync($"{from.Stack}/export")).Text.Replace(secret, again, StringComparison.Ordinal);
        (await admin.PostAsync($"{to}/import", text)).ShouldBe(200);
        (await admin.GetAsync($"{to}/export")).Text.ShouldBe(text);
        (await admin.PostAsync($"{to}/decrypt", $$"""{"ciphertext":"{{again}}"}""")).ShouldBe(200).Json["plaintext"]!.ToString().ShouldBe("c2VjcmV0");
    }

    [Fact]
    public async Task Checklist_109_110_an_update_that_failed_in_the_middle_leaves_its_open_create_for_the_next_one()
    {
        var (stack, _, _) = await NewStackAsync("web", "dev");
        var (update, lease) = await stack.StartAsync();
        (await stack.JournalAsync(update, lease, $"{UpdateClient.Create(1, 1, "a")},{UpdateClient.Begin(2, 2, "b")}")).ShouldBe(200);
        (await stack.CancelAsync(update)).ShouldBe(204);
        var pending = (await stack.ExportAsync())["deployment"]!["pending_operations"]!.AsArray().Single()!;
        (pending["type"]!.ToString(), pending["resource"]!["urn"]!.ToString()).ShouldBe(("creating", "urn:pulumi:dev::p::t::b"));

        var (second, secondLease) = await stack.StartAsync();
        (await stack.JournalAsync(second, secondLease, $"{UpdateClient.Begin(1, 1, "c")},{UpdateClient.Create(2, 1, "c")}")).ShouldBe(200);
        (await stack.CompleteAsync(second, secondLease)).ShouldBe(200);
        (await stack.ExportAsync())["deployment"]!["pending_operations"]!.AsArray().Count.ShouldBe(1);
        (await stack.ExportAsync())["deployment"]!["resources"]!.AsArray().Count.ShouldBe(2);
    }

    private async Task<(UpdateClient Stack, ApiClient Admin, string Token)> NewStackAsync(string project, string name, string tags = "{}")
    {
        var organization = SharedInstallation.NewName("org");
        var token = await shared.Installation.TokenAsync(SharedInstallation.NewName("user"), (organization, Store.Access.Role.Admin));
        var admin = shared.Api.As(token);
        (await admin.CreateAsync(organization, project, name, tags)).ShouldBe(200);
        return (new UpdateClient(shared.Api, Guid.Empty, new StackIdentity(organization, project, name), token), admin, token);
    }

    private static async Task UpdateAsync(UpdateClient stack, IReadOnlyList<string> resources)
    {
        var (update, lease) = await stack.StartAsync();
        var provider = $$"""{"version":1,"kind":6,"sequenceID":1,"operationID":0,"removeOld":null,"removeNew":null,"secretsProvider":{"type":"service","state":{"url":"http://x","owner":"{{stack.Identity.Organization}}","project":"{{stack.Identity.Project}}","stack":"{{stack.Identity.Name}}"} } }""";
        var creates = resources.Select((r, i) => $$"""{"version":1,"kind":1,"sequenceID":{{i + 2}},"operationID":{{i + 1}},"removeOld":null,"removeNew":null,"state":{{r}} }""");
        (await stack.JournalAsync(update, lease, string.Join(',', creates.Prepend(provider)))).ShouldBe(200);
        (await stack.CompleteAsync(update, lease)).ShouldBe(200);
    }

    private static string[] Resources(string project, string stack, string secret)
    {
        var urn = $"urn:pulumi:{stack}::{project}::";
        return
        [
            $$"""{"urn":"{{urn}}pulumi:pulumi:Stack::{{project}}-{{stack}}","custom":false,"type":"pulumi:pulumi:Stack"}""",
            $$"""{"urn":"{{urn}}pulumi:providers:random::default","custom":true,"id":"p1","type":"pulumi:providers:random"}""",
            $$"""{"urn":"{{urn}}random:index:Pet::a","custom":true,"id":"a","type":"random:index:Pet","parent":"{{urn}}pulumi:pulumi:Stack::{{project}}-{{stack}}","provider":"{{urn}}pulumi:providers:random::default::p1","outputs":{"s":{"4dabf18193072939515e22adb298388d":"1b47061264138c4ac30d75fd1eb44270","ciphertext":"{{secret}}"} } }""",
            $$"""{"urn":"{{urn}}random:index:Pet::b","custom":true,"id":"b","type":"random:index:Pet","dependencies":["{{urn}}random:index:Pet::a"],"propertyDependencies":{"x":["{{urn}}random:index:Pet::a"]} }""",
        ];
    }
}
