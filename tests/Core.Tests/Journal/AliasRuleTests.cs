using StackOperator.Core.Deployments;

namespace StackOperator.Core.Tests.Journal;

public sealed class AliasRuleTests
{
    [Fact]
    public void Checklist_96_references_follow_aliases_and_the_aliases_are_dropped()
    {
        const string Old = "urn:pulumi:s::p::t:t:T::old";
        const string Now = "urn:pulumi:s::p::t:t:T::new";
        var entries = new[]
        {
            """{"kind":1,"operationID":1,"state":{"urn":"NOW","aliases":["OLD","OLD"],"n":1.0}}""".Replace("OLD", Old, StringComparison.Ordinal).Replace("NOW", Now, StringComparison.Ordinal),
            """{"kind":0,"operationID":2,"operation":{"resource":{"urn":"o","dependencies":["OLD"]},"type":"creating"}}""".Replace("OLD", Old, StringComparison.Ordinal),
        };
        var text = Replayed.Text(
            """
            {"version":3,"deployment":{"snippets":[{"references":{"r":"OLD","s":"x"}}],"resources":[{"urn":"r","parent":"OLD","dependencies":["x","OLD"],
            "propertyDependencies":{"k":["OLD"]},"deletedWith":"OLD","viewOf":"OLD","replaceWith":["OLD"],"aliases":[]}]}}
            """.Replace("OLD", Old, StringComparison.Ordinal),
            entries);
        text.ShouldContain($$"""{"urn":"{{Now}}","n":1.0}""");
        text.ShouldContain($$"""{"urn":"r","parent":"{{Now}}","dependencies":["x","{{Now}}"],"propertyDependencies":{"k":["{{Now}}"]},"deletedWith":"{{Now}}","viewOf":"{{Now}}","replaceWith":["{{Old}}"],"aliases":[]}""");
        text.ShouldContain($$"""{"urn":"o","dependencies":["{{Old}}"]}""");
        text.ShouldContain($"{{\"references\":{{\"r\":\"{Now}\",\"s\":\"x\"}}}}");
    }

    [Fact]
    public void Children_of_a_renamed_parent_get_its_type_into_their_urn()
    {
        var resources = Replayed.Resources(
            """
            {"version":3,"deployment":{"resources":[
            {"urn":"urn:pulumi:s::p::a:a:New::c","aliases":["urn:pulumi:s::p::a:a:Old::c"]},
            {"urn":"urn:pulumi:s::p::a:a:Old$b:b:B::d","parent":"urn:pulumi:s::p::a:a:Old::c"},
            {"urn":"urn:pulumi:s::p::a:a:Old$b:b:B$c:c:C::e::f","parent":"urn:pulumi:s::p::a:a:Old$b:b:B::d"}]}}
            """);
        resources.ShouldBe(
            """[{"urn":"urn:pulumi:s::p::a:a:New::c"},{"urn":"urn:pulumi:s::p::a:a:New$b:b:B::d","parent":"urn:pulumi:s::p::a:a:New::c"},{"urn":"urn:pulumi:s::p::a:a:New$b:b:B$c:c:C::e::f","parent":"urn:pulumi:s::p::a:a:New$b:b:B::d"}]""");
    }

    [Fact]
    public void Children_of_a_renamed_root_keep_their_urn() => Replayed.Resources(
        """
        {"version":3,"deployment":{"resources":[
        {"urn":"urn:pulumi:s::p::pulumi:pulumi:Stack::p-s","aliases":["old"]},{"urn":"urn:pulumi:s::p::b:b:B::d","parent":"old"}]}}
        """).ShouldBe("""[{"urn":"urn:pulumi:s::p::pulumi:pulumi:Stack::p-s"},{"urn":"urn:pulumi:s::p::b:b:B::d","parent":"urn:pulumi:s::p::pulumi:pulumi:Stack::p-s"}]""");

    [Fact]
    public void Provider_references_follow_and_keep_their_id() => Replayed.Resources(
        """
        {"version":3,"deployment":{"resources":[
        {"urn":"urn:pulumi:s::p::pulumi:providers:m::new","aliases":["urn:pulumi:s::p::pulumi:providers:m::old"]},{"urn":"x","provider":"urn:pulumi:s::p::pulumi:providers:m::old::id"}]}}
        """).ShouldContain("\"provider\":\"urn:pulumi:s::p::pulumi:providers:m::new::id\"");

    [Theory]
    [InlineData("""{"urn":"a","aliases":["o"]},{"urn":"b","aliases":["o"]}""", "journal.deployment.resources[1].aliases")]
    [InlineData("""{"urn":"urn:pulumi:s::p::t:t:T::n","aliases":["urn:pulumi:s::p::pulumi:providers:m::old"]},{"urn":"x","provider":"urn:pulumi:s::p::pulumi:providers:m::old::id"}""", "journal.deployment.resources[1].provider")]
    public void Contradicting_aliases_are_refused(string resources, string where)
    {
        var refusal = Replayed.Refusal("{\"version\":3,\"deployment\":{\"resources\":[" + resources + "]}}");
        (refusal.Kind, refusal.Where).ShouldBe((StateRefusalKind.AliasConflict, where));
    }

    [Theory]
    [InlineData("\"taint\":true", "taint")]
    [InlineData("\"taint\":true,\"taint\":false", "")]
    [InlineData("\"taint\":true,\"taint\":null", "taint")]
    [InlineData("\"refreshBeforeUpdate\":true", "refreshBeforeUpdate")]
    [InlineData("\"viewOf\":\"v\"", "views")]
    [InlineData("\"viewOf\":\"\"", "")]
    [InlineData("\"resourceHooks\":{\"beforeCreate\":[]}", "hooks")]
    [InlineData("\"resourceHooks\":{}", "")]
    [InlineData("\"replaceWith\":[\"r\"]", "replaceWith")]
    [InlineData("\"extensionRef\":\"e\"", "extensionParameterization")]
    [InlineData("\"snippetID\":\"s\"", "snippets-prototype")]
    [InlineData("\"snippetID\":\"s\",\"taint\":true,\"viewOf\":\"v\"", "snippets-prototype,taint,views")]
    public void Checklist_97_features_follow_from_resources_and_pending_operations(string members, string features)
    {
        var expected = features.Length == 0 ? "{\"version\":3,\"deployment\"" : $"{{\"version\":4,\"features\":[{string.Join(',', features.Split(',').Select(f => $"\"{f}\""))}],";
        var state = "{\"version\":4,\"features\":[\"whatever\"],\"deployment\":{\"resources\":[{" + members + "}]}}";
        Replayed.Text(state).ShouldStartWith(expected);
        Replayed.Text(string.Empty, "{\"kind\":0,\"operationID\":1,\"operation\":{\"resource\":{" + members + "},\"type\":\"updating\"}}").ShouldStartWith(expected);
    }

    [Fact]
    public void A_feature_counts_although_the_refresh_empties_its_member() => Replayed.Text(
        """{"version":3,"deployment":{"resources":[{"urn":"a","replaceWith":["gone"]}]}}""",
        """{"kind":3,"operationID":1}""").ShouldSatisfyAllConditions(
        t => t.ShouldContain("\"features\":[\"replaceWith\"]"),
        t => t.ShouldContain("\"resources\":[{\"urn\":\"a\"}]"));

    [Theory]
    [InlineData("""{"kind":1,"operationID":1,"requiresByteString":true,"state":{"urn":"a"}}""", true)]
    [InlineData("""{"kind":2,"operationID":1,"requiresByteString":true}""", false)]
    public void Byte_strings_count_when_something_is_left_that_could_hold_them(string entry, bool isNeeded) =>
        Replayed.Text(string.Empty, entry).Contains("byteString", StringComparison.Ordinal).ShouldBe(isNeeded);

    [Fact]
    public void Byte_strings_of_the_base_stay() =>
        Replayed.Text("""{"version":4,"features":["byteString"],"deployment":{"resources":[{}]}}""").ShouldContain("\"features\":[\"byteString\"]");
}
