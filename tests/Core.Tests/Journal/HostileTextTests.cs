using System.Text;
using StackOperator.Core.Checkpoints;
using StackOperator.Core.Deployments;
using StackOperator.Core.Journal;

namespace StackOperator.Core.Tests.Journal;

public sealed class HostileTextTests
{
    private const int Mutations = 4_000;
    private static readonly byte[] s_alphabet = [.. "{}[]\",:\\u0018dnultrefas-.e"u8, 0x00, 0xc3, 0xa4, 0xed, 0xff];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Mutated_texts_give_a_result_or_a_refusal_but_never_a_fault(int seed)
    {
        var random = new Random(seed);
        var programs = new JournalPrograms(seed);
        for (var i = 0; i < Mutations; i++)
        {
            var (start, program) = programs.Next();
            var state = Mutate(Encoding.UTF8.GetBytes(start.Write()), random);
            ReadState(state);
            var entries = new List<JournalEntry>();
            foreach (var text in program.Select((e, n) => e.Write(n + 1)))
            {
                if (JournalEntry.TryParse(Mutate(text, random), 1, out var entry, out _) && (entries.Count == 0 || entry.SequenceId > entries[^1].SequenceId))
                {
                    entries.Add(entry);
                }
            }

            if (JournalReplay.TryBuild(state, entries, Replayed.Context, out var built, out _))
            {
                // What is built must be readable again, or the stack would be stuck.
                DeploymentEnvelope.TryParse(built.UntypedDeployment, out var envelope, out var refusal).ShouldBeTrue(refusal?.Message);
                envelope.ResourceCount.ShouldBe(built.ResourceCount);
            }
        }
    }

    private static void ReadState(byte[] state)
    {
        if (DeploymentEnvelope.TryParse(state, out _, out _))
        {
            StateRename.TryApply(state, new("o", "p", "s"), new("o", "q", "t"), out var renamed, out _).ShouldBeTrue();
            DeploymentEnvelope.TryParse(renamed, out _, out var refusal).ShouldBeTrue(refusal?.Message);
        }

        _ = FullCheckpoint.TryParse(state, out _, out _);
        _ = VerbatimCheckpoint.TryParse(state, out _, out _);
        _ = JournalBatch.TryParse(state, 1, out _, out _);
        if (DeltaCheckpoint.TryParse(state, out var delta, out _))
        {
            _ = delta.TryApply(state, out _, out _);
        }
    }

    private static byte[] Mutate(byte[] text, Random random)
    {
        var mutated = text.ToList();
        for (var n = random.Next(3); n > 0; n--)
        {
            var at = random.Next(mutated.Count);
            switch (random.Next(4))
            {
                case 0:
                    mutated[at] = s_alphabet[random.Next(s_alphabet.Length)];
                    break;
                case 1:
                    mutated.Insert(at, s_alphabet[random.Next(s_alphabet.Length)]);
                    break;
                case 2:
                    mutated.RemoveRange(at, Math.Min(random.Next(1, 12), mutated.Count - at - 1));
                    break;
                default:
                    mutated.InsertRange(at, mutated.GetRange(at, Math.Min(random.Next(1, 30), mutated.Count - at)));
                    break;
            }
        }

        return [.. mutated];
    }
}
