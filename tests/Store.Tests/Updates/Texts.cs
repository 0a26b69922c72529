using System.Text;
using StackOperator.Core.Deployments;
using StackOperator.Core.Journal;

namespace StackOperator.Store.Tests.Updates;

/// <summary>States and journals to store.</summary>
internal static class Texts
{
    public const string Small = """{"version":3,"deployment":{"manifest":{},"resources":[{"urn":"urn:pulumi:dev::p::t::n","custom":false,"type":"t","inputs":{"n":1.0,"big":9007199254740993,"huge":1e400}}],"later":"\u003cx\u003e"}}""";

    public static DeploymentEnvelope State(string text = Small) =>
        DeploymentEnvelope.TryParse(Encoding.UTF8.GetBytes(text), out var state, out var refusal) ? state : throw new InvalidOperationException(refusal.Message);

    public static IReadOnlyList<JournalEntry> Entries(params (long Sequence, int Kind)[] entries) => Batch(
        string.Join(',', entries.Select(static e =>
            $$"""{"version":1,"kind":{{e.Kind}},"sequenceID":{{e.Sequence}},"operationID":0,"removeOld":null,"removeNew":null{{(e.Kind == 6 ? ""","secretsProvider":{"type":"service","state":{}}""" : "")}}}""")));

    public static IReadOnlyList<JournalEntry> Batch(string entries) =>
        JournalBatch.TryParse(Encoding.UTF8.GetBytes($$"""{"entries":[{{entries}}]}"""), 1, out var batch, out var refusal) ? batch : throw new InvalidOperationException(refusal.Message);
}
