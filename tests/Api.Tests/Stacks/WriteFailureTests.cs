using Microsoft.Extensions.DependencyInjection;
using StackOperator.Api.Resources;
using StackOperator.Api.Tests.Fixtures;
using StackOperator.Store.Access;
using StackOperator.Store.Claims;

namespace StackOperator.Api.Tests.Stacks;

/// <summary>Writes while parts of the system are away or die.</summary>
public sealed class WriteFailureTests
{
    private const string Org = "acme";

    [Fact]
    public async Task While_the_operator_is_away_writes_are_503_and_their_repetition_succeeds()
    {
        await using var installation = await Installation.StartAsync();
        var impatient = (await installation.StartApiAsync(writeTimeoutSeconds: 0.5)).As(await installation.TokenAsync("ann", (Org, Role.Admin)));
        var other = (await installation.StartApiAsync(writeTimeoutSeconds: 0.5)).As(await installation.TokenAsync("bob", (Org, Role.Admin)));
        var client = (await installation.StartApiAsync()).As(await installation.TokenAsync("ann", (Org, Role.Admin)));
        (await client.CreateAsync(Org, "web", "old")).ShouldBe(200);
        await installation.StopOperatorAsync();

        var away = await impatient.CreateAsync(Org, "web", "dev", """{"a":"1"}""");
        away.ShouldFail(503, "operator");
        away.Headers.RetryAfter.ShouldNotBeNull();
        (await other.CreateAsync(Org, "web", "dev")).ShouldFail(409, "already exists");
        (await impatient.PostAsync($"/api/stacks/{Org}/web/old/rename", """{"newName":"new"}""")).ShouldFail(503);
        (await impatient.GetAsync($"/api/stacks/{Org}/web/old")).ShouldBe(200);
        await installation.StartOperatorAsync();

        ((string?)(await client.CreateAsync(Org, "web", "dev", """{"a":"2"}""")).ShouldBe(200).Json["tags"]!["a"]).ShouldBe("2");
        (await client.PostAsync($"/api/stacks/{Org}/web/old/rename", """{"newName":"new"}""")).ShouldBe(204);
        (await client.GetAsync($"/api/stacks/{Org}/web/new")).ShouldBe(200);
        (await client.CreateAsync(Org, "web", "dev")).ShouldFail(409);
        (await installation.CountAsync("select count(*) from create_claims")).ShouldBe(0);
    }

    [Fact]
    public async Task A_rename_that_is_carried_out_while_its_repetition_begins_is_no_conflict()
    {
        await using var installation = await Installation.StartAsync();
        var token = await installation.TokenAsync("ann", (Org, Role.Admin));
        var steps = new StopAt(WriteStep.Claimed);
        var (rename, body) = ($"/api/stacks/{Org}/web/old/rename", """{"newName":"new"}""");
        var patient = (await installation.StartApiAsync()).As(token);
        (await patient.CreateAsync(Org, "web", "old")).ShouldBe(200);
        await installation.StopOperatorAsync();
        (await (await installation.StartApiAsync(writeTimeoutSeconds: 0.5)).As(token).PostAsync(rename, body)).ShouldFail(503);

        var repetition = (await installation.StartApiAsync(services: services => services.AddSingleton<IWriteSteps>(steps))).As(token).PostAsync(rename, body);
        await steps.Reached.WaitAsync(TimeSpan.FromSeconds(60));
        await installation.StartOperatorAsync();
        await Testing.Eventually.UntilAsync(async _ => (await patient.GetAsync($"/api/stacks/{Org}/web/new")).Status == 200, because: "the operator carries the first attempt out");
        steps.Release();

        (await repetition).ShouldBe(204);
        (await patient.GetAsync($"/api/stacks/{Org}/web/old")).ShouldFail(404);
        (await installation.CountAsync("select count(*) from create_claims")).ShouldBe(0);
    }

    [Theory]
    [InlineData((int)WriteStep.Claimed)]
    [InlineData((int)WriteStep.Written)]
    [InlineData((int)WriteStep.Decided)]
    public async Task A_create_whose_process_died_at_any_step_can_be_repeated(int step)
    {
        await using var installation = await Installation.StartAsync();
        var token = await installation.TokenAsync("ann", (Org, Role.Admin));
        await DieAtAsync(installation, (WriteStep)step, api => api.As(token).CreateAsync(Org, "web", "dev"));

        var survivor = (await installation.StartApiAsync()).As(token);

        (await survivor.CreateAsync(Org, "web", "dev")).ShouldBe(200);
        (await survivor.CreateAsync(Org, "web", "dev")).ShouldFail(409, "already exists");
        (await installation.CountAsync("select count(*) from stacks")).ShouldBe(1);
    }

    [Theory]
    [InlineData((int)WriteStep.Claimed)]
    [InlineData((int)WriteStep.Held)]
    [InlineData((int)WriteStep.Written)]
    [InlineData((int)WriteStep.Decided)]
    public async Task A_rename_whose_process_died_at_any_step_can_be_repeated(int step)
    {
        await using var installation = await Installation.StartAsync();
        var token = await installation.TokenAsync("ann", (Org, Role.Admin));
        var survivor = (await installation.StartApiAsync()).As(token);
        (await survivor.CreateAsync(Org, "web", "dev")).ShouldBe(200);
        await DieAtAsync(installation, (WriteStep)step, api => api.As(token).PostAsync($"/api/stacks/{Org}/web/dev/rename", """{"newName":"prod"}"""));

        (await survivor.PostAsync($"/api/stacks/{Org}/web/dev/rename", """{"newName":"prod"}""")).ShouldBe(204);

        (await survivor.GetAsync($"/api/stacks/{Org}/web/prod")).ShouldBe(200);
        (await survivor.GetAsync($"/api/stacks/{Org}/web/dev")).ShouldFail(404);
        (await installation.CountAsync("select count(*) from stack_renames")).ShouldBe(1);
    }

    [Theory]
    [InlineData((int)WriteStep.Held)]
    [InlineData((int)WriteStep.Written)]
    [InlineData((int)WriteStep.Decided)]
    public async Task A_delete_whose_process_died_at_any_step_can_be_repeated(int step)
    {
        await using var installation = await Installation.StartAsync();
        var token = await installation.TokenAsync("ann", (Org, Role.Admin));
        var survivor = (await installation.StartApiAsync()).As(token);
        (await survivor.CreateAsync(Org, "web", "dev")).ShouldBe(200);
        await DieAtAsync(installation, (WriteStep)step, api => api.As(token).DeleteAsync($"/api/stacks/{Org}/web/dev"));

        (await survivor.DeleteAsync($"/api/stacks/{Org}/web/dev")).Status.ShouldBeOneOf(204, 404);

        (await survivor.GetAsync($"/api/stacks/{Org}/web/dev")).ShouldFail(404);
        (await survivor.CreateAsync(Org, "web", "dev")).ShouldBe(200);
    }

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
            async _ => await installation.CountAsync("select count(*) from pg_locks where locktype = 'advisory' and (classid::bigint << 32 | objid::bigint) = hashtextextended('api ' || $1, 0)", instance) == 0,
            because: "PostgreSQL ends the sessions of a process that died");
    }

    private sealed class StopAt(WriteStep step) : IWriteSteps
    {
        private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Reached => _reached.Task;

        public void Release() => _released.TrySetResult();

        public async ValueTask ReachedAsync(WriteStep reached)
        {
            if (reached == step)
            {
                _reached.TrySetResult();
                await _released.Task;
            }
        }
    }
}
