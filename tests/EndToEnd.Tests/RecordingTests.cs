using StackOperator.EndToEnd.Tests.Installations;
using StackOperator.Testing.Access;
using StackOperator.Testing.Recordings;

namespace StackOperator.EndToEnd.Tests;

/// <summary>
/// Whole commands of the unmodified CLI, as recorded. Checklist_108: flows 01 to 08. Checklist_109: 05. Checklist_112: 02, 09.
/// Checklist_113: 10. Checklist_114: 17 and 28. Checklist_116: 14b, 14c (checkpoints, deltas), 25 (CLI 3.225's predecessors), the
/// others (journaling). Checklist_117: 18.
/// </summary>
public sealed class RecordingTests(SharedInstallation shared)
{
    public static TheoryData<string> Flows() => [.. Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "Recordings"), "*.jsonl").Select(file => Path.GetFileNameWithoutExtension(file)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Flows))]
    public Task A_recorded_session_of_the_cli_plays_without_failure(string flow) => PlayAsync(flow, replicas: 1);

    [Theory]
    [MemberData(nameof(Flows))]
    public Task A_recorded_session_plays_against_two_replicas_in_turn(string flow) => PlayAsync(flow, replicas: 2);

    private async Task PlayAsync(string flow, int replicas)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var recording = await Recording.LoadAsync(Path.Combine(AppContext.BaseDirectory, "Recordings", flow + ".jsonl"), cancellationToken);
        var organization = $"rec-{Guid.NewGuid():N}"[..16];
        var token = await AdminTokens.IssueAsync(shared.Installation.DatabaseUrl, organization, cancellationToken);
        var clients = shared.Apis.Take(replicas).Select(api => new HttpClient { BaseAddress = api.Url }).ToList();
        var player = new RecordingPlayer(recording, clients, shared.Apis[0].Url, organization, token, "-x" + organization[^4..]);
        await player.PlayAsync(cancellationToken);
        clients.ForEach(client => client.Dispose());
        player.Report.Failures.ShouldBeEmpty($"{player.Report.Passed} checks held");
        player.Report.Passed.ShouldBeGreaterThan(20);
    }
}
