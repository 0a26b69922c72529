using System.Text;
using StackOperator.Core.Deployments;
using StackOperator.Core.Stacks;
using StackOperator.Core.Tests.Recordings;

namespace StackOperator.Core.Tests.Deployments;

public sealed class StateRenameTests
{
    private static readonly StackIdentity s_old = new("o", "p", "s");
    private static readonly StackIdentity s_new = new("o", "q", "t");

    [Theory]
    [InlineData("""{"urn":"urn:pulumi:s::p::pulumi:pulumi:Stack::p-s"}""", """{"urn":"urn:pulumi:t::q::pulumi:pulumi:Stack::q-t"}""")]
    [InlineData("""{"urn":"urn:pulumi:s::p::a:a:A$b:b:B::n::m"}""", """{"urn":"urn:pulumi:t::q::a:a:A$b:b:B::n::m"}""")]
    [InlineData("""{"urn":"urn:pulumi:s::other::a:a:A::n"}""", null)]
    [InlineData("""{"urn":"urn:pulumi:other::p::a:a:A::n"}""", null)]
    [InlineData("""{"urn":"urn:pulumi:s::p"}""", null)]
    [InlineData("""{"urn":null,"parent":null,"dependencies":null,"propertyDependencies":null}""", null)]
    [InlineData("""{"parent":"urn:pulumi:\u0073::p::a:a:A::n"}""", """{"parent":"urn:pulumi:t::q::a:a:A::n"}""")]
    [InlineData("""{"provider":"urn:pulumi:s::p::pulumi:providers:m::d::id"}""", """{"provider":"urn:pulumi:t::q::pulumi:providers:m::d::id"}""")]
    [InlineData("""{"provider":"urn:pulumi:s::p::pulumi:providers:m::d::"}""", """{"provider":"urn:pulumi:t::q::pulumi:providers:m::d::"}""")]
    [InlineData("""{"dependencies":["x","urn:pulumi:s::p::a:a:A::n" , null]}""", """{"dependencies":["x","urn:pulumi:t::q::a:a:A::n" , null]}""")]
    [InlineData("""{"propertyDependencies":{"k":["urn:pulumi:s::p::a:a:A::n"]}}""", """{"propertyDependencies":{"k":["urn:pulumi:t::q::a:a:A::n"]}}""")]
    [InlineData("""{"deletedWith":"urn:pulumi:s::p::a:a:A::n"}""", """{"deletedWith":"urn:pulumi:t::q::a:a:A::n"}""")]
    [InlineData("""{"viewOf":"urn:pulumi:s::p::a:a:A::n"}""", """{"viewOf":"urn:pulumi:t::q::a:a:A::n"}""")]
    [InlineData("""{"replaceWith":["urn:pulumi:s::p::a:a:A::n"]}""", """{"replaceWith":["urn:pulumi:t::q::a:a:A::n"]}""")]
    [InlineData("""{"aliases":["urn:pulumi:s::p::a:a:A::n"]}""", """{"aliases":["urn:pulumi:t::q::a:a:A::n"]}""")]
    [InlineData("""{"inputs":{"a":"urn:pulumi:s::p::a:a:A::n","urn":"urn:pulumi:s::p::a:a:A::n"}}""", null)]
    [InlineData("""{"outputs":{"a":[{"urn":"urn:pulumi:s::p::a:a:A::n","4dabf18193072939515e22adb298388d":"5cf8f73096256a8f31e491e813e4eb8e"}]}}""",
        """{"outputs":{"a":[{"urn":"urn:pulumi:t::q::a:a:A::n","4dabf18193072939515e22adb298388d":"5cf8f73096256a8f31e491e813e4eb8e"}]}}""")]
    [InlineData("""{"replacementTrigger":{"4dabf18193072939515e22adb298388d":"d0e6a833031e9bbcd3f4e8bde6ca49a4","dependencies":["urn:pulumi:s::p::a:a:A::n"],"value":1.0}}""",
        """{"replacementTrigger":{"4dabf18193072939515e22adb298388d":"d0e6a833031e9bbcd3f4e8bde6ca49a4","dependencies":["urn:pulumi:t::q::a:a:A::n"],"value":1.0}}""")]
    [InlineData("""{"inputs":{"dependencies":[{"dependencies":["urn:pulumi:s::p::a:a:A::n",{"4dabf18193072939515e22adb298388d":"5cf8f73096256a8f31e491e813e4eb8e","urn":"urn:pulumi:s::p::a:a:A::n"}]}]}}""",
        """{"inputs":{"dependencies":[{"dependencies":["urn:pulumi:s::p::a:a:A::n",{"4dabf18193072939515e22adb298388d":"5cf8f73096256a8f31e491e813e4eb8e","urn":"urn:pulumi:t::q::a:a:A::n"}]}]}}""")]
    [InlineData("""{"inputs":{"x":{"4dabf18193072939515e22adb298388d":"1b47061264138c4ac30d75fd1eb44270","urn":"urn:pulumi:s::p::a:a:A::n"}}}""", null)]
    public void Urns_of_the_stack_change_wherever_they_have_a_meaning(string before, string? after)
    {
        foreach (var frame in new[] { """{"version":3,"deployment":{"resources":[R, R]},"f":1.0}""", """{"version":3,"deployment":{"pending_operations":[{"type":"creating","resource":R}]}}""" })
        {
            Rename(frame.Replace("R", before, StringComparison.Ordinal)).ShouldBe(frame.Replace("R", after ?? before, StringComparison.Ordinal));
        }
    }

    [Theory]
    [InlineData("""{"type":"service","state":{"url":"u","owner":"o","project":"p","stack":"s","insecure":true}}""", """{"type":"service","state":{"url":"u","owner":"o","project":"q","stack":"t","insecure":true}}""")]
    [InlineData("""{"state":{"stack":"s","project":"p"},"type":"service"}""", """{"state":{"stack":"t","project":"q"},"type":"service"}""")]
    [InlineData("""{"type":"service","state":{"project":"p","stack":"elsewhere"}}""", null)]
    [InlineData("""{"type":"passphrase","state":{"project":"p","stack":"s"}}""", null)]
    [InlineData("""{"type":"service"}""", null)]
    public void The_service_secrets_state_follows(string before, string? after)
    {
        const string Frame = """{"version":3,"deployment":{"secrets_providers":R}}""";
        Rename(Frame.Replace("R", before, StringComparison.Ordinal)).ShouldBe(Frame.Replace("R", after ?? before, StringComparison.Ordinal));
    }

    [Fact]
    public void References_of_snippets_follow() => Rename("""{"version":4,"deployment":{"snippets":[{"uuid":"u","references":{"a":"urn:pulumi:s::p::a:a:A::n"}}]}}""")
        .ShouldBe("""{"version":4,"deployment":{"snippets":[{"uuid":"u","references":{"a":"urn:pulumi:t::q::a:a:A::n"}}]}}""");

    [Fact]
    public void A_recorded_state_renamed_and_renamed_back_is_the_same_text()
    {
        var changed = 0;
        foreach (var exchange in Recording.Flows().SelectMany(f => Recording.Load(f).Exchanges).Where(e => e.IsExport))
        {
            var text = Encoding.UTF8.GetBytes(exchange.Response.GetRawText());
            var names = exchange.Stack.Split('/');
            var (from, to) = (new StackIdentity(names[0], names[1], names[2]), new StackIdentity(names[0], "renamed-project", "renamed"));
            StateRename.TryApply(text, from, to, out var renamed, out var refusal).ShouldBeTrue(refusal?.Message);
            if (renamed.Span.SequenceEqual(text))
            {
                continue;
            }

            changed++;
            Encoding.UTF8.GetString(renamed.Span).ShouldNotContain($"urn:pulumi:{names[2]}::{names[1]}::");
            StateRename.TryApply(renamed, to, from, out var back, out refusal).ShouldBeTrue(refusal?.Message);
            Encoding.UTF8.GetString(back.Span).ShouldBe(Encoding.UTF8.GetString(text));
        }

        changed.ShouldBeGreaterThan(50);
    }

    [Fact]
    public void A_state_that_is_none_is_refused()
    {
        StateRename.TryApply("""{"version":3,"deployment":[]}"""u8.ToArray(), s_old, s_new, out _, out var refusal).ShouldBeFalse();
        refusal!.Where.ShouldBe("deployment");
    }

    private static string Rename(string text)
    {
        StateRename.TryApply(Encoding.UTF8.GetBytes(text), s_old, s_new, out var renamed, out var refusal).ShouldBeTrue(refusal?.Message);
        return Encoding.UTF8.GetString(renamed.Span);
    }
}
