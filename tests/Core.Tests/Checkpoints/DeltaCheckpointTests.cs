using System.Text;
using System.Text.Json;
using CsCheck;
using StackOperator.Core.Checkpoints;
using StackOperator.Core.Deployments;

namespace StackOperator.Core.Tests.Checkpoints;

public sealed class DeltaCheckpointTests
{
    private const string Base =
        """{"version":3,"deployment":{"manifest":{"time":"0001-01-01T00:00:00Z","magic":"","version":""},"metadata":{},"resources":[{"urn":"urn-1","custom":false,"type":""}]}}""";

    [Fact]
    public void Checklist_77_the_test_vector_of_the_client_applies()
    {
        const string NewText = """{"urn":"urn-1","custom":false,"type":""},{"urn":"urn-2","custom":false,"type":""}""";
        var delta = Parse(Body("5ffa59a4628983b155933e87fd91ef1f5e76cb2dfdd413eefc3bedb52a7ce1c4", (121, 161, NewText)));
        delta.SequenceNumber.ShouldBe(2);
        delta.TryApply(Encoding.UTF8.GetBytes(Base), out var state, out var refusal).ShouldBeTrue(refusal?.Message);
        state.ResourceCount.ShouldBe(2);
        DeltaCheckpoint.HashOf(state.Raw.Span).ShouldBe(delta.Hash);
    }

    [Theory]
    [InlineData(-1, 3, 5, 6)]
    [InlineData(3, 2, 5, 6)]
    [InlineData(0, 5, 4, 6)]
    [InlineData(5, 6, 0, 1)]
    [InlineData(0, 1, 5, 166)]
    [InlineData(0, 1, 5, long.MaxValue)]
    public void Checklist_80_edits_out_of_range_or_order_are_refused(long a, long b, long c, long d)
    {
        var delta = Parse(Body(new string('0', 64), (a, b, "x"), (c, d, "y")));
        delta.TryApply(Encoding.UTF8.GetBytes(Base), out _, out var refusal).ShouldBeFalse();
        refusal!.Kind.ShouldBe(StateRefusalKind.BadDelta);
        refusal.Where.ShouldStartWith("deploymentDelta[");
    }

    [Fact]
    public void A_wrong_hash_is_refused_and_the_message_holds_no_state()
    {
        var delta = Parse(Body(new string('0', 64), (121, 161, "\"secret\"")));
        delta.TryApply(Encoding.UTF8.GetBytes(Base), out _, out var refusal).ShouldBeFalse();
        refusal!.Kind.ShouldBe(StateRefusalKind.HashMismatch);
        refusal.Message.ShouldNotContain("secret");
    }

    [Theory]
    [InlineData("""{"checkpointHash":"xyz","deploymentDelta":[]}""", "checkpointHash")]
    [InlineData("""{"checkpointHash":"0000000000000000000000000000000000000000000000000000000000000000"}""", "deploymentDelta")]
    [InlineData("""{"checkpointHash":"0000000000000000000000000000000000000000000000000000000000000000","deploymentDelta":"text"}""", "deploymentDelta")]
    [InlineData("""{"checkpointHash":"0000000000000000000000000000000000000000000000000000000000000000","deploymentDelta":[{"NewText":"x"}]}""", "deploymentDelta[0].Span")]
    [InlineData("""{"checkpointHash":"0000000000000000000000000000000000000000000000000000000000000000","deploymentDelta":[{"Span":{"start":{"offset":1.5}}}]}""", "deploymentDelta[0].Span.start.offset")]
    public void A_body_of_another_shape_is_refused_where_it_is_wrong(string body, string where)
    {
        DeltaCheckpoint.TryParse(Encoding.UTF8.GetBytes(body), out _, out var refusal).ShouldBeFalse();
        refusal!.Where.ShouldBe(where);
    }

    [Fact]
    public void Checklist_81_edits_between_any_two_texts_apply_by_bytes() =>
        Gen.Select(Gen.String[Gen.Char["aäß€<\"\\\u2028x{}\n"], 0, 30], Gen.Int[0, 30].Array[0, 6], Gen.String[Gen.Char["bö€>\"\\😀"[..6]], 0, 8].Array[3])
            .Sample(
                (text, cuts, texts) =>
                {
                    var former = Encoding.UTF8.GetBytes("{\"version\":3,\"deployment\":{\"x\":" + JsonSerializer.Serialize(text) + "}}");
                    var edits = Edits(former, cuts, texts);
                    var expected = Splice(former, edits);
                    var delta = Parse(Body(DeltaCheckpoint.HashOf(expected), edits));
                    var applied = delta.TryApply(former, out var state, out var refusal);
                    if (applied)
                    {
                        state!.Raw.ToArray().ShouldBe(expected);
                    }
                    else
                    {
                        // Cutting through a string may leave no JSON, but the bytes were the right ones.
                        refusal!.Kind.ShouldBeOneOf(StateRefusalKind.MalformedJson, StateRefusalKind.WrongShape, StateRefusalKind.UnsupportedVersion);
                    }
                },
                iter: 20_000,
                seed: "0000000000001");

    private static (long, long, string)[] Edits(byte[] text, int[] cuts, string[] texts)
    {
        var places = cuts.Select(c => (long)Math.Min(c + 31, text.Length)).Order().ToArray();
        return [.. places.Chunk(2).Where(p => p.Length == 2).Select((p, i) => (p[0], p[1], texts[i % texts.Length]))];
    }

    private static byte[] Splice(byte[] text, (long Start, long End, string Text)[] edits)
    {
        var result = text.ToList();
        foreach (var (start, end, replacement) in edits.Reverse())
        {
            result.RemoveRange((int)start, (int)(end - start));
            result.InsertRange((int)start, Encoding.UTF8.GetBytes(replacement));
        }

        return [.. result];
    }

    private static DeltaCheckpoint Parse(string body)
    {
        DeltaCheckpoint.TryParse(Encoding.UTF8.GetBytes(body), out var delta, out var refusal).ShouldBeTrue(refusal?.Message);
        return delta;
    }

    private static string Body(string hash, params (long Start, long End, string Text)[] edits)
    {
        static string Point(long offset) => $$"""{"line":1,"column":1,"offset":{{offset}}}""";
        var list = edits.Select(e => $$"""{"Span":{"uri":"","start":{{Point(e.Start)}},"end":{{Point(e.End)}}},"NewText":{{JsonSerializer.Serialize(e.Text)}}}""");
        return $$"""{"version":3,"checkpointHash":"{{hash}}","sequenceNumber":2,"deploymentDelta":[{{string.Join(',', list)}}]}""";
    }
}
