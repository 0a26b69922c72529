using StackOperator.Core.Names;

namespace StackOperator.Core.Tests.Names;

public sealed class NameRulesTests
{
    [Theory]
    [InlineData("abc", true)]
    [InlineData("a-b_c", true)]
    [InlineData("A23456789012345678901234567890123456789z", true)]
    [InlineData("A234567890123456789012345678901234567890z", false)]
    [InlineData("ab", false)]
    [InlineData("-ab", false)]
    [InlineData("ab_", false)]
    [InlineData("a.b", false)]
    [InlineData("abc\n", false)]
    [InlineData("äbc", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void Organizations_have_3_to_40_characters_and_begin_and_end_with_a_letter_or_digit(string? name, bool valid)
        => (NameRules.CheckOrganization(name) is null).ShouldBe(valid);

    [Theory]
    [InlineData("a", true)]
    [InlineData("a.b_C-9", true)]
    [InlineData("...", true)]
    [InlineData("-", true)]
    [InlineData(".", false)]
    [InlineData("..", false)]
    [InlineData("a/b", false)]
    [InlineData("a b", false)]
    [InlineData("a\n", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void Projects_and_stacks_share_one_rule(string? name, bool valid)
    {
        (NameRules.CheckProject(name) is null).ShouldBe(valid);
        (NameRules.CheckStack(name) is null).ShouldBe(valid);
    }

    [Fact]
    public void Names_end_at_100_characters()
    {
        NameRules.CheckStack(new string('a', 100)).ShouldBeNull();
        NameRules.CheckStack(new string('a', 101)).ShouldNotBeNull();
        NameRules.CheckStack(new string('a', 1_000_000)).ShouldNotBeNull().Length.ShouldBeLessThan(400);
    }

    [Fact]
    public void Tag_values_are_measured_in_bytes_and_hold_no_nul()
    {
        NameRules.CheckTagValue("k", new string('ü', 128)).ShouldBeNull();
        NameRules.CheckTagValue("k", new string('ü', 129)).ShouldNotBeNull().ShouldContain("258 bytes");
        NameRules.CheckTagValue("k", "a\0b").ShouldNotBeNull().ShouldContain("NUL");
        NameRules.CheckTagValue("k", null).ShouldNotBeNull();
        NameRules.CheckTagValue("k", string.Empty).ShouldBeNull();
    }

    [Fact]
    public void Tags_are_counted_and_each_fault_is_told()
    {
        NameRules.CheckTags(Enumerable.Range(0, 513).ToDictionary(i => $"k{i}", _ => "v")).ShouldHaveSingleItem().ShouldContain("513");
        NameRules.CheckTags(new Dictionary<string, string> { ["ok:1"] = "v", ["not ok"] = "v", [new string('k', 41)] = "v" }).Count().ShouldBe(2);
    }
}
