using System.Text;
using StackOperator.Core.Deployments;
using StackOperator.Core.Journal;

namespace StackOperator.Core.Tests.Journal;

public sealed class JournalModelTests
{
    private const int Programs = 26_000;
    private static readonly JournalReplayContext s_context = new(DateTimeOffset.UnixEpoch, "v3.260.0");

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Any_journal_replays_to_the_very_text_that_the_model_gives(int seed)
    {
        var programs = new JournalPrograms(seed);
        var refused = 0;
        for (var i = 0; i < Programs; i++)
        {
            var (start, program) = programs.Next();
            var expected = JournalModel.Run(start, program)?.Write();
            var actual = Replay(start, program, out var refusal);
            refused += actual is null ? 1 : 0;
            if (actual != expected)
            {
                Assert.Fail($"expected {expected}\nactual   {actual}\n{Describe(i, start, program, refusal)}");
            }
        }

        // Most programs must get through, or the comparison is worth little.
        refused.ShouldBeInRange(1, Programs / 3);
    }

    private static string? Replay(ModelState start, List<ModelEntry> program, out StateRefusal? refusal)
    {
        var entries = new List<JournalEntry>();
        foreach (var entry in program)
        {
            JournalEntry.TryParse(entry.Write(entries.Count + 1), 1, out var parsed, out refusal).ShouldBeTrue(refusal?.Message);
            entries.Add(parsed);
        }

        return JournalReplay.TryBuild(Encoding.UTF8.GetBytes(start.Write()), entries, s_context, out var built, out refusal)
            ? Encoding.UTF8.GetString(built.UntypedDeployment)
            : null;
    }

    private static string Describe(int index, ModelState start, List<ModelEntry> program, StateRefusal? refusal) =>
        $"program {index} ({refusal?.Message})\n{start.Write()}\n{string.Join('\n', program.Select((e, n) => Encoding.UTF8.GetString(e.Write(n + 1))))}";
}
