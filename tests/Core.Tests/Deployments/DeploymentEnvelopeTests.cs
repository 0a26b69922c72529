using System.Text;
using StackOperator.Core.Deployments;

namespace StackOperator.Core.Tests.Deployments;

public sealed class DeploymentEnvelopeTests
{
    [Fact]
    public void The_empty_state_is_a_state_without_resources()
    {
        DeploymentEnvelope.TryParse(DeploymentEnvelope.Empty, out var envelope, out _).ShouldBeTrue();
        envelope.Version.ShouldBe(3);
        envelope.ResourceCount.ShouldBe(0);
        envelope.SecretsProviderType.ShouldBeNull();
    }

    [Fact]
    public void Checklist_46_what_the_server_decides_on_is_read_and_every_byte_is_kept()
    {
        const string Text = """
            {"version":4,"features":["taint"],"deployment":{"secrets_providers":{"type":"service","state":{"url":"x"}},
             "resources":[{"urn":"a","big":123456789012345678901,"f":1.0},{"urn":"b","delete":true}]},"future":null}
            """;
        var envelope = Parse(Text);
        envelope.Version.ShouldBe(4);
        envelope.Features.ShouldBe(["taint"]);
        envelope.ResourceCount.ShouldBe(2);
        envelope.SecretsProviderType.ShouldBe("service");
        Encoding.UTF8.GetString(envelope.SecretsProvider.Span).ShouldBe("""{"type":"service","state":{"url":"x"}}""");
        Encoding.UTF8.GetString(envelope.Raw.Span).ShouldBe(Text);
        Encoding.UTF8.GetString(envelope.Deployment.Span).ShouldStartWith("{\"secrets_providers\"");
    }

    [Fact]
    public void Of_a_repeated_member_the_last_counts() =>
        Parse("""{"version":1,"deployment":{"resources":[{}]},"version":3,"deployment":{"resources":[{},{}],"resources":[{},{},{}]}}""").ResourceCount.ShouldBe(3);

    [Theory]
    [InlineData("", StateRefusalKind.MalformedJson, "line 1, byte 1")]
    [InlineData("{", StateRefusalKind.MalformedJson, "line 1, byte 2")]
    [InlineData("{}{}", StateRefusalKind.UnsupportedVersion, "version")]
    [InlineData("""{"version":3,"deployment":{}} x""", StateRefusalKind.MalformedJson, "line 1, byte 31")]
    [InlineData("null", StateRefusalKind.WrongShape, "body")]
    [InlineData("[]", StateRefusalKind.WrongShape, "body")]
    [InlineData("""{"deployment":{}}""", StateRefusalKind.UnsupportedVersion, "version")]
    [InlineData("""{"version":0,"deployment":{}}""", StateRefusalKind.UnsupportedVersion, "version")]
    [InlineData("""{"version":5,"deployment":{}}""", StateRefusalKind.UnsupportedVersion, "version")]
    [InlineData("""{"version":"3","deployment":{}}""", StateRefusalKind.WrongShape, "version")]
    [InlineData("""{"version":3.0,"deployment":{}}""", StateRefusalKind.WrongShape, "version")]
    [InlineData("""{"version":3}""", StateRefusalKind.WrongShape, "deployment")]
    [InlineData("""{"version":3,"deployment":null}""", StateRefusalKind.WrongShape, "deployment")]
    [InlineData("""{"version":3,"deployment":{"resources":{}}}""", StateRefusalKind.WrongShape, "deployment.resources")]
    [InlineData("""{"version":3,"deployment":{"resources":[{},null]}}""", StateRefusalKind.WrongShape, "deployment.resources[1]")]
    [InlineData("""{"version":3,"deployment":{"resources":[{"urn":1}]}}""", StateRefusalKind.WrongShape, "deployment.resources[0].urn")]
    [InlineData("""{"version":3,"deployment":{"resources":[{"dependencies":["a",7]}]}}""", StateRefusalKind.WrongShape, "deployment.resources[0].dependencies")]
    [InlineData("""{"version":3,"deployment":{"resources":[{"urn":"\ud800"}]}}""", StateRefusalKind.WrongShape, "deployment.resources[0].urn")]
    [InlineData("""{"version":3,"deployment":{"pending_operations":[{"type":"creating"}]}}""", StateRefusalKind.WrongShape, "deployment.pending_operations[0].resource")]
    [InlineData("""{"version":4,"features":[1],"deployment":{}}""", StateRefusalKind.WrongShape, "features[0]")]
    [InlineData("""{"version":3,"deployment":{"secrets_providers":[]}}""", StateRefusalKind.WrongShape, "deployment.secrets_providers")]
    public void A_state_of_another_shape_is_refused_where_it_is_wrong(string text, StateRefusalKind kind, string where)
    {
        DeploymentEnvelope.TryParse(Encoding.UTF8.GetBytes(text), out _, out var refusal).ShouldBeFalse();
        (refusal!.Kind, refusal.Where).ShouldBe((kind, where), refusal.Message);
    }

    [Theory]
    [InlineData(500, true)]
    [InlineData(5_000, false)]
    [InlineData(200_000, false)]
    public void Absurd_depth_is_refused(int depth, bool isRead)
    {
        var text = "{\"version\":3,\"deployment\":{\"x\":" + new string('[', depth) + new string(']', depth) + "}}";
        DeploymentEnvelope.TryParse(Encoding.UTF8.GetBytes(text), out _, out var refusal).ShouldBe(isRead);
        refusal?.Kind.ShouldBe(StateRefusalKind.TooDeep);
    }

    [Fact]
    public void Bytes_that_are_no_text_are_refused()
    {
        byte[] text = [.. "{\"version\":3,\"deployment\":{\"x\":\""u8, 0xff, .. "\"}}"u8];
        DeploymentEnvelope.TryParse(text, out _, out var refusal).ShouldBeFalse();
        refusal!.Kind.ShouldBe(StateRefusalKind.MalformedJson);
    }

    private static DeploymentEnvelope Parse(string text)
    {
        DeploymentEnvelope.TryParse(Encoding.UTF8.GetBytes(text), out var envelope, out var refusal).ShouldBeTrue(refusal?.Message);
        return envelope;
    }
}
