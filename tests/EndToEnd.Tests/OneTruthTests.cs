using System.Net;
using StackOperator.EndToEnd.Tests.Installations;
using StackOperator.Testing;
using StackOperator.Testing.Access;

namespace StackOperator.EndToEnd.Tests;

/// <summary>kubectl, curl and the rows see the same stacks.</summary>
public sealed class OneTruthTests(SharedInstallation shared)
{
    private readonly string _organization = $"truth-{Guid.NewGuid():N}"[..16];

    private CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_stack_applied_with_kubectl_is_served_by_the_facade_and_goes_when_it_is_deleted()
    {
        using var facade = await FacadeAsync();
        await shared.Kubectl.ApplyAsync(Manifest("applied", "web", "dev"), Token);
        await shared.Kubectl.RunAsync($"wait -n stack-operator stack/{_organization}-applied --for=condition=Ready --timeout=60s", Token);

        var (status, body) = await facade.GetAsync($"{_organization}/web/dev", Token);
        status.ShouldBe(HttpStatusCode.OK);
        ((string?)body!["id"]).ShouldBe($"{_organization}/web/dev");
        ((string?)body["tags"]!["team"]).ShouldBe("core");

        await shared.Kubectl.RunAsync($"delete -n stack-operator stack/{_organization}-applied --timeout=60s", Token);
        (await facade.GetAsync($"{_organization}/web/dev", Token)).Status.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_stack_created_by_the_facade_is_an_object_that_kubectl_shows_ready()
    {
        using var facade = await FacadeAsync();
        (await facade.CreateAsync(_organization, "web", "prod", Token)).Status.ShouldBe(HttpStatusCode.OK);

        var table = await shared.Kubectl.RunAsync("get stk -n stack-operator", Token);
        table.Split('\n').ShouldContain(line => line.Contains(_organization) && line.Contains("web") && line.Contains("prod") && line.Contains("True") && line.Contains("Materialized"));
    }

    [Fact]
    public async Task An_edit_with_kubectl_renames_what_the_facade_serves()
    {
        using var facade = await FacadeAsync();
        await shared.Kubectl.ApplyAsync(Manifest("moved", "web", "old"), Token);
        await Eventually.UntilAsync(ct => facade.GetAsync($"{_organization}/web/old", ct), answer => answer.Status == HttpStatusCode.OK, ct: Token);

        await shared.Kubectl.ApplyAsync(Manifest("moved", "shop", "new"), Token);
        await Eventually.UntilAsync(ct => facade.GetAsync($"{_organization}/shop/new", ct), answer => answer.Status == HttpStatusCode.OK, ct: Token);
        (await facade.GetAsync($"{_organization}/web/old", Token)).Status.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Of_200_simultaneous_creates_of_one_stack_one_succeeds_and_there_is_one_object()
    {
        var token = await shared.Installation.IssueTokenAsync($"user-{_organization}", $"{_organization}=admin", Token);
        using var first = new FacadeClient(shared.Apis[0].Url, token);
        using var second = new FacadeClient(shared.Apis[1].Url, token);
        var answers = await Task.WhenAll(Enumerable.Range(0, 200).Select(i => (i % 2 == 0 ? first : second).CreateAsync(_organization, "web", "race", Token)));

        answers.Count(answer => answer.Status == HttpStatusCode.OK).ShouldBe(1);
        answers.Count(answer => answer.Status == HttpStatusCode.Conflict && ((string?)answer.Body!["message"])!.Contains("already exists", StringComparison.Ordinal)).ShouldBe(199);
        var objects = await shared.Kubectl.RunAsync("get stacks -n stack-operator --no-headers", Token);
        objects.Split('\n').Count(line => line.Contains(_organization, StringComparison.Ordinal)).ShouldBe(1);
    }

    private async Task<FacadeClient> FacadeAsync()
        => new(shared.Apis[0].Url, await AdminTokens.IssueAsync(shared.Installation.DatabaseUrl, _organization, Token));

    private string Manifest(string name, string project, string stack) => $"""
        apiVersion: stackoperator.io/v1alpha1
        kind: Stack
        metadata:
          name: {_organization}-{name}
          namespace: stack-operator
        spec:
          organization: {_organization}
          project: {project}
          name: {stack}
          tags:
            team: core
        """;
}
