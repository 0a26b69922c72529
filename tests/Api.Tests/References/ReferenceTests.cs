using System.Text;
using Microsoft.Extensions.DependencyInjection;
using StackOperator.Api.Secrets;
using StackOperator.Api.Tests.Fixtures;
using StackOperator.Store.Secrets;

namespace StackOperator.Api.Tests.References;

/// <summary>Projects and what workspaces refer to.</summary>
public sealed class ReferenceTests(SharedInstallation shared)
{
    [Theory]
    [InlineData("/projects", """{"name":"p","description":"d","tool_type":"terraform"}""", """{"description":"other"}""")]
    [InlineData("/vcs-integrations", """{"name":"hub","provider":"gitlab","base_url":"https://git.example.com"}""", """{"base_url":null}""")]
    [InlineData("/credential-configs", """{"name":"aws","type":"aws_assume_role","settings":{"role":"arn"}}""", """{"settings":{"role":"other"}}""")]
    [InlineData("/state-backend-configs", """{"name":"s","bucket":"b","key_prefix":"p/"}""", """{"region":"eu"}""")]
    public async Task Each_kind_is_created_listed_changed_and_deleted(string path, string body, string change)
    {
        var (_, client) = await shared.NewEnvironmentAsync();
        var (_, other) = await shared.NewEnvironmentAsync();
        var made = (await client.PostAsync(path, body)).ShouldBe(201);
        var one = made.Headers.Location!.ToString();
        (await client.PostAsync(path, body)).ShouldBeProblem(409, "name_taken", "name");
        (await other.GetAsync(one)).ShouldBeProblem(404, "not_found");
        (await other.PatchAsync(one, change)).ShouldBeProblem(404, "not_found");
        (await other.DeleteAsync(one)).ShouldBeProblem(404, "not_found");
        (await client.GetAsync(path)).ShouldBe(200).Json.AsArray().Count.ShouldBe(1);

        var tag = (await client.GetAsync(one)).Headers.ETag!.ToString();
        var changed = (await client.PatchAsync(one, change, ("If-Match", tag))).ShouldBe(200);
        (await client.PatchAsync(one, change, ("If-Match", tag))).ShouldBeProblem(412, "precondition_failed");
        (await client.GetAsync(one)).Text.ShouldBe(changed.Text);
        (await client.PatchAsync(one, """{"nonsense":1}""")).ShouldBeProblem(400, "unknown_field", "nonsense");
        (await client.PostAsync(path, "{}")).ShouldBeProblem(400, "required", "name");
        (await client.DeleteAsync(one)).ShouldBe(204);
        (await client.DeleteAsync(one)).ShouldBeProblem(404, "not_found");
    }

    [Fact]
    public async Task What_is_in_use_is_not_deleted()
    {
        var (_, client) = await shared.NewEnvironmentAsync();
        var project = await client.MakeAsync("/projects", """{"name":"p"}""");
        var vcs = await client.MakeAsync("/vcs-integrations", """{"name":"hub","provider":"github"}""");
        var credentials = await client.MakeAsync("/credential-configs", """{"name":"aws","type":"aws_oidc"}""");
        var backend = await client.MakeAsync("/state-backend-configs", $$"""{"name":"s","bucket":"b","credential_config_id":"{{credentials}}"}""");
        await client.MakeAsync("/workspaces", $$"""{"name":"w","project_id":"{{project}}","vcs_integration_id":"{{vcs}}","credential_config_ids":["{{credentials}}"],"state_backend_config_id":"{{backend}}"}""");

        foreach (var path in (string[])[$"/projects/{project}", $"/vcs-integrations/{vcs}", $"/credential-configs/{credentials}", $"/state-backend-configs/{backend}"])
        {
            (await client.DeleteAsync(path)).ShouldBeProblem(409, "in_use");
        }
    }

    [Fact]
    public async Task A_backend_never_moves_two_states_to_one_place()
    {
        var (_, client) = await shared.NewEnvironmentAsync();
        var project = await client.MakeAsync("/projects", """{"name":"p"}""");
        var first = await client.MakeAsync("/state-backend-configs", """{"name":"a","bucket":"a"}""");
        var second = await client.MakeAsync("/state-backend-configs", """{"name":"b","bucket":"b"}""");
        await client.MakeAsync("/workspaces", $$"""{"name":"v","project_id":"{{project}}","state_key":"k","state_backend_config_id":"{{first}}"}""");
        await client.MakeAsync("/workspaces", $$"""{"name":"w","project_id":"{{project}}","state_key":"k","state_backend_config_id":"{{second}}"}""");

        (await client.PatchAsync($"/state-backend-configs/{second}", """{"bucket":"a"}""")).ShouldBeProblem(409, "state_key_taken");
    }

    [Fact]
    public async Task Secret_values_are_encrypted_and_in_no_answer_and_only_their_names_are_shown()
    {
        var (_, client) = await shared.NewEnvironmentAsync();
        var (_, other) = await shared.NewEnvironmentAsync();
        var credentials = await client.MakeAsync("/credential-configs", """{"name":"aws","type":"aws_static"}""");
        var vcs = await client.MakeAsync("/vcs-integrations", """{"name":"hub","provider":"github"}""");

        (await client.PostAsync($"/credential-configs/{credentials}/secrets", """{"data":{"AWS_SECRET_ACCESS_KEY":"s3cr3t-value","AWS_ACCESS_KEY_ID":"AKIA"}}""")).ShouldBe(204).Text.ShouldBeEmpty();
        (await client.PostAsync($"/vcs-integrations/{vcs}/secrets", """{"git_token":"s3cr3t-token"}""")).ShouldBe(204);

        var shown = await client.GetAsync($"/credential-configs/{credentials}");
        shown.Json["secret_names"]!.AsArray().Select(static name => (string)name!).ShouldBe(["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"]);
        foreach (var answer in (ApiAnswer[])[shown, await client.GetAsync("/credential-configs"), await client.GetAsync($"/vcs-integrations/{vcs}"), await client.GetAsync("/vcs-integrations"), await client.PatchAsync($"/credential-configs/{credentials}", "{}")])
        {
            answer.ShouldBe(200).Text.ShouldNotContain("s3cr3t");
        }

        (await shared.Installation.CountAsync("select count(*) from credential_config_secrets where credential_config_id = $1 and (position('s3cr3t'::bytea in ciphertext) > 0 or position('s3cr3t'::bytea in wrapped) > 0)", Guid.Parse(credentials))).ShouldBe(0);
        (await other.PostAsync($"/credential-configs/{credentials}/secrets", """{"data":{"a":"b"}}""")).ShouldBeProblem(404, "not_found");
        var wrong = await client.PostAsync($"/credential-configs/{credentials}/secrets", """{"data":{"a":5,"b":"s3cr3t"},"x":"s3cr3t"}""");
        wrong.ShouldBeProblem(400, "unknown_field", "x", "data.a");
        wrong.Text.ShouldNotContain("s3cr3t");
        var services = shared.Api.Services;
        var values = await services.GetRequiredService<WrittenSecrets>().ReadAsync(SecretOwnerKind.CredentialConfig, Guid.Parse(credentials), services.GetRequiredService<KeyRingFile>().Current, CancellationToken.None);
        Encoding.UTF8.GetString(values!).ShouldBe("""{"AWS_ACCESS_KEY_ID":"AKIA","AWS_SECRET_ACCESS_KEY":"s3cr3t-value"}""");
    }

    [Fact]
    public async Task An_installed_application_takes_no_token()
    {
        var (_, client) = await shared.NewEnvironmentAsync();
        var vcs = await client.MakeAsync("/vcs-integrations", """{"name":"hub","provider":"github","app_based":true}""");

        (await client.PostAsync($"/vcs-integrations/{vcs}/secrets", """{"git_token":"x"}""")).ShouldBeProblem(409, "app_based");
    }
}
