using System.Text;
using StackOperator.Core.Deployments;
using StackOperator.Core.Journal;

namespace StackOperator.Core.Tests.Journal;

public sealed class JournalEntryTests
{
    [Theory]
    [InlineData("""{"version":1,"kind":10,"sequenceID":1,"operationID":1}""", "kind 10 and version 1")]
    [InlineData("""{"version":1,"kind":-1,"sequenceID":1,"operationID":1}""", "kind -1 and version 1")]
    [InlineData("""{"version":1,"kind":9223372036854775807,"sequenceID":1}""", "kind 9223372036854775807 and version 1")]
    [InlineData("""{"version":2,"kind":1,"sequenceID":1,"operationID":1}""", "kind 1 and version 2")]
    public void An_unknown_kind_or_a_later_version_is_refused_with_a_way_out(string text, string named)
    {
        JournalEntry.TryParse(Encoding.UTF8.GetBytes(text), 1, out _, out var refusal).ShouldBeFalse();
        refusal!.Kind.ShouldBe(StateRefusalKind.UnsupportedJournalEntry);
        refusal.Message.ShouldContain(named);
        refusal.Message.ShouldContain("newer server");
        refusal.Message.ShouldContain("PULUMI_DISABLE_JOURNALING=true");
    }

    [Theory]
    [InlineData("""{"version":1,"sequenceID":1}""", "entry.kind")]
    [InlineData("""{"version":1,"kind":1}""", "entry.sequenceID")]
    [InlineData("""{"version":1,"kind":1,"sequenceID":0}""", "entry.sequenceID")]
    [InlineData("""{"version":1,"kind":"1","sequenceID":1}""", "entry.kind")]
    [InlineData("""{"version":1,"kind":1,"sequenceID":1,"removeOld":"0"}""", "entry.removeOld")]
    [InlineData("""{"version":1,"kind":1,"sequenceID":1,"removeOld":0.0}""", "entry.removeOld")]
    [InlineData("""{"version":1,"kind":1,"sequenceID":1,"state":[]}""", "entry.state")]
    [InlineData("""{"version":1,"kind":1,"sequenceID":1,"state":{"parent":5}}""", "entry.state.parent")]
    [InlineData("""{"version":1,"kind":0,"sequenceID":1,"operation":{"resource":{"aliases":{}}}}""", "entry.operation.resource.aliases")]
    [InlineData("""{"version":1,"kind":0,"sequenceID":1,"operation":{}}""", "entry.operation.resource")]
    [InlineData("""{"version":1,"kind":5,"sequenceID":1}""", "entry.newSnapshot")]
    [InlineData("""{"version":1,"kind":5,"sequenceID":1,"newSnapshot":{"resources":[{"urn":false}]}}""", "entry.newSnapshot.resources[0].urn")]
    [InlineData("""{"version":1,"kind":6,"sequenceID":1,"secretsProvider":null}""", "entry.secretsProvider")]
    [InlineData("""{"version":1,"kind":8,"sequenceID":1,"extensionRef":"e"}""", "entry.extension")]
    [InlineData("""{"version":1,"kind":8,"sequenceID":1,"extension":{}}""", "entry.extensionRef")]
    [InlineData("""{"version":1,"kind":9,"sequenceID":1,"snippets":{}}""", "entry.snippets")]
    public void An_entry_that_could_not_be_replayed_is_refused_when_it_arrives(string text, string where)
    {
        JournalEntry.TryParse(Encoding.UTF8.GetBytes(text), 1, out _, out var refusal).ShouldBeFalse();
        (refusal!.Kind, refusal.Where).ShouldBe((StateRefusalKind.WrongShape, where));
    }

    [Fact]
    public void An_entry_keeps_its_whole_text()
    {
        const string Text = """{ "kind":1,"version":1,"sequenceID":7,"operationID":8,"removeOld":null,"future":{"x":1.0},"state":{"urn":"a","n":1e5} }""";
        JournalEntry.TryParse(Encoding.UTF8.GetBytes(Text), 1, out var entry, out _).ShouldBeTrue();
        (entry.Version, entry.Kind, entry.SequenceId, entry.OperationId).ShouldBe((1, JournalEntryKind.Success, 7L, 8L));
        Encoding.UTF8.GetString(entry.Raw.Span).ShouldBe(Text);
    }

    [Theory]
    [InlineData("{}", 0)]
    [InlineData("""{"entries":null}""", 0)]
    [InlineData("""{"entries":[]}""", 0)]
    [InlineData("""{"other":[{}],"entries":[ {"version":1,"kind":2,"sequenceID":2} , {"version":1,"kind":2,"sequenceID":1}]}""", 2)]
    public void Checklist_100_a_batch_may_hold_any_number_of_entries(string body, int count)
    {
        JournalBatch.TryParse(Encoding.UTF8.GetBytes(body), 1, out var entries, out var refusal).ShouldBeTrue(refusal?.Message);
        entries.Count.ShouldBe(count);
    }

    [Theory]
    [InlineData("", "line 1, byte 1")]
    [InlineData("[]", "body")]
    [InlineData("""{"entries":{}}""", "entries")]
    [InlineData("""{"entries":[{"version":1,"kind":2,"sequenceID":2},null]}""", "entries[1]")]
    [InlineData("""{"entries":[{"version":1,"kind":2,"sequenceID":2},{"version":1,"kind":44,"sequenceID":3}]}""", "entries[1]")]
    public void One_bad_entry_refuses_the_batch(string body, string where)
    {
        JournalBatch.TryParse(Encoding.UTF8.GetBytes(body), 1, out _, out var refusal).ShouldBeFalse();
        refusal!.Where.ShouldBe(where);
    }
}
