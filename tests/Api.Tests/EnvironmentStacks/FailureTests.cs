using k8s.Models;
using Microsoft.Extensions.DependencyInjection;
using StackOperator.Api.Resources;
using StackOperator.Api.Tests.Fixtures;
using StackOperator.ControllerRuntime.Client;
using StackOperator.ControllerRuntime.Connection;
using StackOperator.Crds.V1Alpha1.EnvironmentStacks;
using StackOperator.Store.Access;
using StackOperator.Store.Claims;

namespace StackOperator.Api.Tests.EnvironmentStacks;

/// <summary>Writes while parts of the system are away or die.</summary>
public sealed class FailureTests
{
    private const string Org = "acme";

    [Fact]
    public async Task While_the_operator_is_away_writes_are_503_and_their_repetition_succeeds()
    {
        await using var installation = await Installation.StartAsync();
        var token = await installation.TokenAsync("ann", (Org, Role.Admin));
        var impatient = new EnvironmentClient((await installation.StartApiAsync(writeTimeoutSeconds: 0.5)).Http, token);
        var client = new EnvironmentClient((await installation.StartApiAsync()).Http, token);
        var id = await client.MakeAsync("/stacks", EnvironmentClient.StackBody("old", "dev"));
        await installation.StopOperatorAsync();

        var away = await impatient.CreateStackAsync("app", "dev>prod", "prod");
        away.ShouldBeProblem(503, "unavailable");
        away.Headers.RetryAfter.ShouldNotBeNull();
        (await client.GetAsync("/stacks")).Json.AsArray().Count.ShouldBe(1);
        (await client.WorkspacesAsync()).Count.ShouldBe(1);
        (await impatient.PatchAsync($"/stacks/{id}", """{"name":"new"}""")).ShouldBeProblem(503, "unavailable");
        ((string)(await impatient.GetAsync($"/stacks/{id}")).Json["name"]!).ShouldBe("old");
        await installation.StartOperatorAsync();

        (await client.CreateStackAsync("app", "dev>prod", "prod")).ShouldBe(201);
        (await client.CreateStackAsync("app", "dev>prod", "prod")).ShouldBeProblem(409, "stack_name_taken");
        (await client.PatchAsync($"/stacks/{id}", """{"name":"new"}""")).ShouldBe(200);
        (await installation.CountAsync("select count(*) from create_claims")).ShouldBe(0);
        (await installation.CountAsync("select count(*) from workspaces")).ShouldBe(3);
    }

    [Fact]
    public async Task What_an_earlier_attempt_asked_for_counts_when_it_became_a_stack()
    {
        await using var installation = await Installation.StartAsync();
        var token = await installation.TokenAsync("ann", (Org, Role.Admin));
        var impatient = new EnvironmentClient((await installation.StartApiAsync(writeTimeoutSeconds: 0.5)).Http, token);
        var client = new EnvironmentClient((await installation.StartApiAsync()).Http, token);
        await installation.StopOperatorAsync();
        (await impatient.CreateStackAsync("app", "dev")).ShouldBeProblem(503, "unavailable");

        var other = client.CreateStackAsync("app", "prod");
        await installation.StartOperatorAsync();

        (await other).ShouldBeProblem(409, "stack_name_taken", "name");
        (await client.WorkspacesAsync()).Keys.ShouldBe(["app-dev"]);
    }

    [Fact]
    public async Task A_corrected_repetition_replaces_an_earlier_attempt_that_was_refused()
    {
        await using var installation = await Installation.StartAsync();
        var token = await installation.TokenAsync("ann", (Org, Role.Admin));
        var impatient = new EnvironmentClient((await installation.StartApiAsync(writeTimeoutSeconds: 0.5)).Http, token);
        var client = new EnvironmentClient((await installation.StartApiAsync()).Http, token);
        var project = await client.MakeAsync("/projects", """{"name":"p"}""");
        await installation.StopOperatorAsync();
        (await impatient.CreateStackAsync("app", "dev")).ShouldBeProblem(503, "unavailable");
        await client.MakeAsync("/workspaces", $$"""{"name":"app-dev","project_id":"{{project}}"}""");
        await installation.StartOperatorAsync();

        (await client.CreateStackAsync("app", "prod")).ShouldBe(201);

        (await client.WorkspacesAsync()).Keys.ShouldBe(["app-dev", "app-prod"], ignoreOrder: true);
        (await client.GetAsync("/stacks")).Json.AsArray().Count.ShouldBe(1);
    }

    [Theory]
    [InlineData((int)WriteStep.Claimed)]
    [InlineData((int)WriteStep.Written)]
    [InlineData((int)WriteStep.Decided)]
    public async Task Item_50_A_create_whose_process_died_at_any_step_can_be_repeated(int step)
    {
        await using var installation = await Installation.StartAsync();
        var token = await installation.TokenAsync("ann", (Org, Role.Admin));
        await DieAtAsync(installation, (WriteStep)step, api => new EnvironmentClient(api.Http, token).CreateStackAsync("app", "dev>prod", "prod"));
        var survivor = new EnvironmentClient((await installation.StartApiAsync()).Http, token);

        (await survivor.CreateStackAsync("app", "dev>prod", "prod")).ShouldBe(201);

        (await survivor.CreateStackAsync("app", "dev>prod", "prod")).ShouldBeProblem(409, "stack_name_taken");
        (await installation.CountAsync("select count(*) from environment_stacks")).ShouldBe(1);
        (await installation.CountAsync("select count(*) from workspaces")).ShouldBe(2);
        (await installation.CountAsync("select count(*) from create_claims")).ShouldBe(0);
    }

    [Theory]
    [InlineData((int)WriteStep.Written)]
    [InlineData((int)WriteStep.Decided)]
    public async Task Item_79_A_change_or_delete_whose_process_died_can_be_repeated(int step)
    {
        await using var installation = await Installation.StartAsync();
        var token = await installation.TokenAsync("ann", (Org, Role.Admin));
        var survivor = new EnvironmentClient((await installation.StartApiAsync()).Http, token);
        var id = await survivor.MakeAsync("/stacks", EnvironmentClient.StackBody("app", "dev"));
        await DieAtAsync(installation, (WriteStep)step, api => new EnvironmentClient(api.Http, token).PatchAsync($"/stacks/{id}", """{"name":"new"}"""));
        ((string)(await survivor.PatchAsync($"/stacks/{id}", """{"name":"new"}""")).ShouldBe(200).Json["name"]!).ShouldBe("new");
        await DieAtAsync(installation, (WriteStep)step, api => new EnvironmentClient(api.Http, token).DeleteAsync($"/stacks/{id}"));

        (await survivor.DeleteAsync($"/stacks/{id}")).Status.ShouldBeOneOf(204, 404);

        (await survivor.GetAsync($"/stacks/{id}")).ShouldBeProblem(404, "not_found");
        (await survivor.WorkspacesAsync()).Values.ShouldAllBe(static workspace => workspace["stack_id"] == null);
    }

    [Fact]
    public async Task A_stack_whose_object_was_lost_is_given_a_new_one_when_it_is_changed_or_deleted()
    {
        await using var installation = await Installation.StartAsync();
        var client = new EnvironmentClient((await installation.StartApiAsync()).Http, await installation.TokenAsync("ann", (Org, Role.Admin)));
        var renamed = await client.MakeAsync("/stacks", EnvironmentClient.StackBody("renamed", "dev>prod", "prod"));
        var deleted = await client.MakeAsync("/stacks", EnvironmentClient.StackBody("deleted", "dev"));
        var before = await client.WorkspacesAsync();
        await installation.StopOperatorAsync();
        await LoseObjectsAsync(installation);
        await installation.StartOperatorAsync();

        (await client.GetAsync($"/stacks/{renamed}")).ShouldBe(200);
        ((string)(await client.PatchAsync($"/stacks/{renamed}", """{"name":"moved"}""")).ShouldBe(200).Json["id"]!).ShouldBe(renamed);
        (await client.DeleteAsync($"/stacks/{deleted}")).ShouldBe(204);

        var left = (await ObjectsAsync(installation)).ShouldHaveSingleItem();
        left.Spec.Name.ShouldBe("moved");
        left.Status.Id.ShouldBe(renamed);
        (await client.GetAsync($"/stacks/{deleted}")).ShouldBeProblem(404, "not_found");
        (await client.WorkspacesAsync()).Keys.ShouldBe(before.Keys, ignoreOrder: true);
        (await installation.CountAsync("select count(*) from workspaces where stack_id is null")).ShouldBe(1);
    }

    // As when a cluster is restored from a backup without them: no finalizer gets to run.
    private static async Task LoseObjectsAsync(Installation installation)
    {
        using var kubernetes = Kubernetes(installation);
        foreach (var entity in await ObjectsAsync(installation))
        {
            await kubernetes.PatchAsync<EnvironmentStackResource>(new V1Patch("""{"metadata":{"finalizers":null}}""", V1Patch.PatchType.MergePatch), entity.Metadata.Name, installation.Namespace);
            await kubernetes.DeleteAsync<EnvironmentStackResource>(entity.Metadata.Name, installation.Namespace);
        }

        (await ObjectsAsync(installation)).ShouldBeEmpty();
    }

    private static async Task<IReadOnlyList<EnvironmentStackResource>> ObjectsAsync(Installation installation)
    {
        using var kubernetes = Kubernetes(installation);
        return await kubernetes.ListAsync<EnvironmentStackResource>(installation.Namespace);
    }

    private static KubernetesClient Kubernetes(Installation installation) => new(KubernetesConnection.Load(installation.Cluster.Kubeconfig));

    private static async Task DieAtAsync(Installation installation, WriteStep step, Func<ApiProcess, Task> request)
    {
        var steps = new StopAt(step);
        var api = await installation.StartApiAsync(services: services => services.AddSingleton<IWriteSteps>(steps));
        var pending = request(api);
        await steps.Reached.WaitAsync(TimeSpan.FromSeconds(60));
        var instance = api.Services.GetRequiredService<ApiInstance>().Id.ToString();
        await api.KillAsync();
        await Should.ThrowAsync<HttpRequestException>(pending);
        await Testing.Eventually.UntilAsync(
            async _ => await installation.CountAsync("select count(*) from pg_locks where locktype = 'advisory' and (classid::bigint << 32 | objid::bigint) = hashtextextended('api ' || $1, 0)", instance),
            static count => count == 0,
            because: "PostgreSQL ends the sessions of a process that died");
    }

    private sealed class StopAt(WriteStep step) : IWriteSteps
    {
        private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Reached => _reached.Task;

        public async ValueTask ReachedAsync(WriteStep reached)
        {
            if (reached == step)
            {
                _reached.TrySetResult();
                await Task.Delay(Timeout.Infinite);
            }
        }
    }
}
