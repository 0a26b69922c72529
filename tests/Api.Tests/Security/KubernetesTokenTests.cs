using StackOperator.Api.Tests.Fixtures;
using StackOperator.Store.Access;

namespace StackOperator.Api.Tests.Security;

/// <summary>Tokens of service accounts, reviewed by a genuine API server.</summary>
public sealed class KubernetesTokenTests(SharedInstallation shared)
{
    [Theory]
    [InlineData("get", Role.Viewer)]
    [InlineData("get, create", Role.Member)]
    [InlineData("get, create, update, delete", Role.Admin)]
    public async Task What_RBAC_allows_on_stack_objects_is_the_role(string verbs, Role role)
    {
        var (org, admin) = await shared.NewOrganizationAsync();
        (await admin.CreateAsync(org, "web", "dev")).ShouldBe(200);
        var client = shared.Api.As(await AccountAsync(SharedInstallation.NewName("sa"), verbs));

        (await client.GetAsync($"/api/stacks/{org}/web/dev")).ShouldBe(200);
        (await client.PatchAsync($"/api/stacks/{org}/web/dev/tags", """{"tags":{"a":"1"}}""")).ShouldBe(role >= Role.Member ? 204 : 403);
        (await client.DeleteAsync($"/api/stacks/{org}/web/dev")).ShouldBe(role >= Role.Admin ? 204 : 403);
    }

    [Fact]
    public async Task Without_rights_the_organization_does_not_exist_and_no_list_shows_it()
    {
        var (org, admin) = await shared.NewOrganizationAsync();
        (await admin.CreateAsync(org, "web", "dev")).ShouldBe(200);
        var client = shared.Api.As(await AccountAsync(SharedInstallation.NewName("sa"), null));

        (await client.GetAsync($"/api/stacks/{org}/web/dev")).ShouldFail(404, org);
        (await client.GetAsync("/api/user/stacks")).ShouldBe(200).Json["stacks"]!.AsArray().ShouldBeEmpty();
        ((string?)(await client.GetAsync("/api/user")).ShouldBe(200).Json["githubLogin"]).ShouldStartWith("system:serviceaccount:");
        (await client.SendAsync(HttpMethod.Get, "/api/user", scheme: "Bearer")).ShouldBe(200);
    }

    [Fact]
    public async Task A_token_for_another_audience_is_refused()
    {
        await using var installation = await Installation.StartAsync(withOperator: false);
        var strict = await installation.StartApiAsync(settings: "--STACK_KUBERNETES_AUDIENCES=stacks.example");

        (await strict.As(await AccountAsync(SharedInstallation.NewName("sa"), "get")).GetAsync("/api/user")).ShouldFail(401);
    }

    private async Task<string> AccountAsync(string name, string? verbs)
    {
        var ns = shared.Installation.Namespace;
        var kubeconfig = await shared.Installation.Cluster.ServiceAccountKubeconfigAsync(ns, name);
        if (verbs is not null)
        {
            await shared.Installation.Cluster.ApplyAsync($"""
                apiVersion: rbac.authorization.k8s.io/v1
                kind: Role
                metadata:
                  name: {name}
                  namespace: {ns}
                rules:
                - apiGroups: [stackoperator.io]
                  resources: [stacks]
                  verbs: [{verbs}]
                ---
                apiVersion: rbac.authorization.k8s.io/v1
                kind: RoleBinding
                metadata:
                  name: {name}
                  namespace: {ns}
                roleRef:
                  apiGroup: rbac.authorization.k8s.io
                  kind: Role
                  name: {name}
                subjects:
                - kind: ServiceAccount
                  name: {name}
                  namespace: {ns}
                """);
        }

        var text = await File.ReadAllTextAsync(kubeconfig);
        return System.Text.RegularExpressions.Regex.Match(text, @"token""?:\s*""?([A-Za-z0-9._-]+)").Groups[1].Value;
    }
}
