using System.Text;
using StackOperator.Core.Deployments;
using StackOperator.Core.Journal;
using StackOperator.Core.Tests.Recordings;

namespace StackOperator.Core.Tests.Journal;

public sealed class RecordedJournalTests
{
    public static TheoryData<string> Flows() => [.. Recording.Flows()];

    [Theory]
    [MemberData(nameof(Flows))]
    public void Checklist_98_a_recorded_journal_replays_to_the_state_that_was_exported_next(string flow)
    {
        var compared = 0;
        var states = new Dictionary<string, byte[]>();
        var running = new Dictionary<string, (string Version, List<JournalEntry> Entries)>();
        var expected = new Dictionary<string, byte[]>();
        foreach (var exchange in Recording.Load(flow).Exchanges.Where(e => e.Status < 300))
        {
            if (exchange.IsExport)
            {
                var exported = Encoding.UTF8.GetBytes(exchange.Response.GetRawText());
                states[exchange.Stack] = exported;
                if (expected.Remove(exchange.Stack, out var replayed))
                {
                    CanonicalState.Of(replayed).ShouldBe(CanonicalState.Of(exported), $"{flow} {exchange.Path}");
                    compared++;
                }
            }
            else if (exchange.Verb == "journalentries")
            {
                JournalBatch.TryParse(exchange.Body, 1, out var entries, out var refusal).ShouldBeTrue(refusal?.Message);
                if (!running.TryGetValue(exchange.Update, out var journal))
                {
                    running[exchange.Update] = journal = (exchange.CliVersion, []);
                }

                journal.Entries.AddRange(entries);
            }
            else if (exchange.Verb is "complete" or "cancel" && running.Remove(exchange.Update, out var journal))
            {
                expected[exchange.Stack] = Replay(states.GetValueOrDefault(exchange.Stack, []), journal.Entries, journal.Version);
            }
            else if (exchange.Verb is "import" or "rename" or "checkpoint" or "checkpointverbatim" || exchange.Method == "DELETE")
            {
                expected.Remove(exchange.Stack);
                states.Remove(exchange.Stack);
            }
        }

        compared.ShouldBe(s_comparisons.GetValueOrDefault(flow), flow);
    }

    // What each flow gives, so that a broken reader does not pass as an empty recording.
    private static readonly Dictionary<string, int> s_comparisons = new()
    {
        ["03-config"] = 2,
        ["04-up-outputs"] = 1,
        ["05-up-changes"] = 6,
        ["06-refresh"] = 9,
        ["08-destroy-rm"] = 5,
        ["09-state-edit"] = 2,
        ["10-stack-reference"] = 4,
        ["12-conflict"] = 3,
        ["15-passphrase"] = 2,
        ["17-long-lease"] = 1,
        ["19-listing"] = 1,
        ["26-simultaneous"] = 4,
        ["28-lost-renewal"] = 1,
        ["30-old-state"] = 3,
    };

    private static byte[] Replay(byte[] state, List<JournalEntry> entries, string version)
    {
        var context = new JournalReplayContext(DateTimeOffset.UnixEpoch, version);
        JournalReplay.TryBuild(state, entries.OrderBy(e => e.SequenceId), context, out var built, out var refusal).ShouldBeTrue(refusal?.Message);
        DeploymentEnvelope.TryParse(built.UntypedDeployment, out var envelope, out refusal).ShouldBeTrue(refusal?.Message);
        envelope.ResourceCount.ShouldBe(built.ResourceCount);
        built.IgnoredReferences.ShouldBeEmpty();
        return built.UntypedDeployment;
    }
}
