using System.Text;
using StackOperator.Core.Checkpoints;

namespace StackOperator.Core.Tests.Checkpoints;

public sealed class SavedStateTests
{
    [Fact]
    public void Checklist_82_a_verbatim_state_is_cut_out_with_its_escapes_spaces_and_repeated_members()
    {
        const string State = """{ "version" : 3,"deployment":{"resources":[],"n":1.0,"n":12345678901234567890, "s":"\u003cä\/"} }""";
        var body = $$"""{"version":3,"sequenceNumber":7,"untypedDeployment": {{State}} ,"future":[1]}""";
        VerbatimCheckpoint.TryParse(Encoding.UTF8.GetBytes(body), out var checkpoint, out var refusal).ShouldBeTrue(refusal?.Message);
        checkpoint.SequenceNumber.ShouldBe(7);
        Encoding.UTF8.GetString(checkpoint.State.Raw.Span).ShouldBe(State);
    }

    [Theory]
    [InlineData("""{"version":3,"sequenceNumber":1}""", "untypedDeployment")]
    [InlineData("""{"version":3,"sequenceNumber":1,"untypedDeployment":"{}"}""", "untypedDeployment")]
    [InlineData("""{"version":3,"sequenceNumber":"1","untypedDeployment":{}}""", "sequenceNumber")]
    public void A_verbatim_body_of_another_shape_is_refused(string body, string where)
    {
        VerbatimCheckpoint.TryParse(Encoding.UTF8.GetBytes(body), out _, out var refusal).ShouldBeFalse();
        refusal!.Where.ShouldBe(where);
    }

    [Fact]
    public void A_plain_checkpoint_becomes_a_wrapped_state_with_its_features()
    {
        const string Body = """{"isInvalid":false,"version":4,"features":["taint","a\"b"],"deployment":{"resources":[{"urn":"u","n":1.50}]}}""";
        FullCheckpoint.TryParse(Encoding.UTF8.GetBytes(Body), out var state, out var refusal).ShouldBeTrue(refusal?.Message);
        state.Features.ShouldBe(["taint", "a\"b"]);
        state.ResourceCount.ShouldBe(1);
        Encoding.UTF8.GetString(state.Raw.Span).ShouldBe("""{"version":4,"features":["taint","a\u0022b"],"deployment":{"resources":[{"urn":"u","n":1.50}]}}""");
    }

    [Fact]
    public void A_plain_checkpoint_without_a_deployment_is_refused()
    {
        FullCheckpoint.TryParse("""{"isInvalid":true,"version":3}"""u8.ToArray(), out _, out var refusal).ShouldBeFalse();
        refusal!.Where.ShouldBe("deployment");
    }
}
