using System.Diagnostics;
using System.Threading.Channels;
using CliWrap;
using Npgsql;
using StackOperator.Core.Stacks;
using StackOperator.EndToEnd.Tests.Installations;
using StackOperator.Testing;
using StackOperator.Testing.Access;

namespace StackOperator.EndToEnd.Tests;

/// <summary>What a person with kubectl sees of an update that the CLI runs.</summary>
public sealed class StatusTests(SharedInstallation shared)
{
    private static readonly TimeSpan s_soon = TimeSpan.FromSeconds(2);
    private readonly string _organization = $"watch-{Guid.NewGuid():N}"[..16];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Kubectl_that_watches_sees_an_update_start_and_end_within_two_seconds()
    {
        var token = await AdminTokens.IssueAsync(shared.Installation.DatabaseUrl, _organization, Token);
        using var facade = new FacadeClient(shared.Apis[0].Url, token);
        (await facade.CreateAsync(_organization, "web", "dev", Token)).Status.ShouldBe(System.Net.HttpStatusCode.OK);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var lines = Channel.CreateUnbounded<string>();
        var watching = WatchAsync(lines.Writer, stop.Token);
        await NextAsync(lines.Reader, static line => line.Contains("web", StringComparison.Ordinal), TimeSpan.FromSeconds(30));

        using var client = new CommandLineClient(new StackIdentity(_organization, "web", "dev"), token, shared.Apis[0].Url, shared.Apis[1].Url);
        await client.BeginAsync("update", journal: true, Token);
        await NextAsync(lines.Reader, static line => line.Contains(" running ", StringComparison.Ordinal), s_soon);
        await client.JournalAsync(["""{"version":1,"kind":1,"sequenceID":1,"operationID":1,"removeOld":null,"removeNew":null,"state":{"urn":"urn:pulumi:dev::web::t::a","type":"t"}}"""], Token);
        await client.CompleteAsync("failed", Token);
        await NextAsync(lines.Reader, static line => line.Contains(" failed ", StringComparison.Ordinal) && line.Contains(" 1 ", StringComparison.Ordinal), s_soon);
        await stop.CancelAsync();
        await watching;
    }

    [Fact]
    public async Task Status_catches_up_after_the_operator_lost_its_connection_to_the_database()
    {
        var token = await AdminTokens.IssueAsync(shared.Installation.DatabaseUrl, _organization, Token);
        using var facade = new FacadeClient(shared.Apis[0].Url, token);
        (await facade.CreateAsync(_organization, "web", "dev", Token)).Status.ShouldBe(System.Net.HttpStatusCode.OK);
        using var client = new CommandLineClient(new StackIdentity(_organization, "web", "dev"), token, shared.Apis[1].Url);
        await using (var source = NpgsqlDataSource.Create(shared.Installation.DatabaseUrl))
        await using (var command = source.CreateCommand("select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'stack-operator' and pid <> pg_backend_pid()"))
        {
            await command.ExecuteNonQueryAsync(Token);
        }

        await client.BeginAsync("destroy", journal: false, Token);
        await client.CompleteAsync("succeeded", Token);
        var seen = await Eventually.UntilAsync(
            _ => shared.Kubectl.RunAsync($"get stacks -n stack-operator -o jsonpath={{.items[?(@.spec.organization==\"{_organization}\")].status.lastUpdate.status}}", Token),
            status => status == "succeeded",
            TimeSpan.FromSeconds(30),
            "the operator listens again and reads what it missed",
            Token);
        seen.ShouldBe("succeeded");
    }

    private async Task WatchAsync(ChannelWriter<string> lines, CancellationToken cancellationToken)
    {
        try
        {
            await Cli.Wrap("kubectl")
                .WithArguments(["get", "stacks", "-n", "stack-operator", "-w", "--no-headers"])
                .WithEnvironmentVariables(new Dictionary<string, string?> { ["KUBECONFIG"] = shared.Installation.ControlPlane.KubeconfigFile })
                .WithStandardOutputPipe(PipeTarget.ToDelegate(line => lines.TryWrite(line)))
                .ExecuteAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            // The watch was long enough.
        }
    }

    private async Task NextAsync(ChannelReader<string> lines, Func<string, bool> wanted, TimeSpan within)
    {
        var start = Stopwatch.GetTimestamp();
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Token);
        patience.CancelAfter(within);
        try
        {
            while (true)
            {
                var line = await lines.ReadAsync(patience.Token);
                if (line.Contains(_organization, StringComparison.Ordinal) && wanted(line))
                {
                    return;
                }
            }
        }
        catch (OperationCanceledException) when (!Token.IsCancellationRequested)
        {
            Assert.Fail($"kubectl showed no such line within {Stopwatch.GetElapsedTime(start)}.");
        }
    }
}
