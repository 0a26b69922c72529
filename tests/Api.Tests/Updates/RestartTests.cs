using StackOperator.Api.Tests.Fixtures;

namespace StackOperator.Api.Tests.Updates;

public sealed class RestartTests(UpdateApi api) : IClassFixture<UpdateApi>
{
    [Fact]
    public async Task Checklist_95_a_process_that_starts_ends_what_ran_out_while_none_served()
    {
        var stack = await api.NewStackAsync();
        var (update, lease) = await stack.StartAsync();
        (await stack.JournalAsync(update, lease, $"{UpdateClient.Create(1, 1, "a")},{UpdateClient.Begin(2, 2, "b")}")).ShouldBe(200);
        await api.Installation.ExecuteAsync("update updates set lease_until = clock_timestamp() - interval '1 second' where id = $1", Guid.Parse(update));

        var started = await api.Installation.StartApiAsync(settings: $"--STACK_KEYRING={api.KeyRingFile}");

        var there = started.As(await api.Installation.TokenAsync(SharedInstallation.NewName("user"), (stack.Identity.Organization, Store.Access.Role.Viewer)));
        await Testing.Eventually.UntilAsync(
            async _ => (await there.GetAsync($"{stack.Stack}/update/{update}")).ShouldBe(200).Json["status"]!.ToString(), status => status == "failed", because: "no cron and no next update is needed");
        var state = (await there.GetAsync($"{stack.Stack}/export")).Json["deployment"]!;
        state["resources"]!.AsArray().Count.ShouldBe(1);
        state["pending_operations"]!.AsArray().Count.ShouldBe(1);
        (await stack.RenewAsync(update, lease)).ShouldFail(403);
        (await there.GetAsync($"{stack.Stack}/updates")).Json["updates"]!.AsArray().Single()!["result"]!.ToString().ShouldBe("failed");
    }
}
