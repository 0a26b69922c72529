using CsCheck;
using StackOperator.Core.Stacks;

namespace StackOperator.Core.Tests.Stacks;

public sealed class StackHandleTests
{
    private static readonly Gen<string> _name = Gen.Char["ABCabc019_.-"].Array[1, 100].Select(static chars => new string(chars));
    private static readonly Gen<StackIdentity> _identity = Gen.Select(_name, _name, _name, static (o, p, n) => new StackIdentity(o, p, n));

    [Fact]
    public void A_handle_is_a_dns_label_whatever_the_names_are()
        => _identity.Sample(static identity => StackHandle.For(identity).ShouldMatch("^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$"));

    [Fact]
    public void Different_identities_have_different_handles()
        => Gen.Select(_identity, _identity).Sample(static (a, b) => (a == b).ShouldBe(StackHandle.For(a) == StackHandle.For(b)));

    [Fact]
    public void Parts_that_look_alike_when_joined_are_kept_apart()
    {
        StackHandle.For(new("acme", "a-b", "c")).ShouldNotBe(StackHandle.For(new("acme", "a", "b-c")));
        StackHandle.For(new("acme", "web", "Dev")).ShouldNotBe(StackHandle.For(new("acme", "web", "dev")));
    }

    [Fact]
    public void Each_attempt_is_another_name_and_the_same_on_every_replica()
    {
        var identity = new StackIdentity("acme", "web", "dev");
        var attempts = Enumerable.Range(0, 20).Select(i => StackHandle.For(identity, i)).ToList();
        attempts.Distinct().Count().ShouldBe(20);
        attempts.ShouldBe(Enumerable.Range(0, 20).Select(i => StackHandle.For(identity, i)));
    }

    [Fact]
    public void The_handle_of_an_identity_never_changes_between_versions()
        => StackHandle.For(new("acme", "web", "dev")).ShouldStartWith("acme-web-dev-");
}
