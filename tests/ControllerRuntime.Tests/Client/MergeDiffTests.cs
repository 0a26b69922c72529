using System.Text.Json;
using System.Text.Json.Nodes;
using CsCheck;
using StackOperator.ControllerRuntime.Client;

namespace StackOperator.ControllerRuntime.Tests.Client;

public sealed class MergeDiffTests
{
    // 24
    [Fact]
    public void Applying_the_difference_gives_the_new_object_and_equal_objects_have_none() =>
        Gen.Select(GenObject(3), GenObject(3)).Sample(
            (before, after) =>
            {
                var patch = MergeDiff.Between(Element(before), Element(after));
                return JsonNode.DeepEquals(before, after) ? patch is null : JsonNode.DeepEquals(Merge(before.DeepClone(), patch), after);
            },
            iter: 3000);

    [Theory]
    [InlineData("""{"a":1,"b":{"c":2,"d":3}}""", """{"a":1,"b":{"c":2,"d":4}}""", """{"b":{"d":4}}""")]
    [InlineData("""{"a":[1,2]}""", """{"a":[1]}""", """{"a":[1]}""")]
    [InlineData("""{"a":1,"b":2}""", """{"b":2}""", """{"a":null}""")]
    [InlineData("""{"a":1.0}""", """{"a":1}""", null)]
    public void Only_what_differs_is_named(string before, string after, string? patch) =>
        JsonNode.DeepEquals(MergeDiff.Between(Element(JsonNode.Parse(before)!), Element(JsonNode.Parse(after)!)), patch is null ? null : JsonNode.Parse(patch)).ShouldBeTrue();

    // RFC 7396, section 2.
    private static JsonNode? Merge(JsonNode? target, JsonNode? patch)
    {
        if (patch is not JsonObject changes)
            return patch?.DeepClone();
        var result = target as JsonObject ?? [];
        foreach (var (name, value) in changes)
        {
            if (value is null)
                result.Remove(name);
            else
                result[name] = Merge(result[name]?.DeepClone(), value);
        }

        return result;
    }

    private static JsonElement Element(JsonNode node) => JsonDocument.Parse(node.ToJsonString()).RootElement;

    private static Gen<JsonObject> GenObject(int depth) =>
        Gen.Select(Gen.OneOf(Gen.Const("a"), Gen.Const("b"), Gen.Const("c")), GenValue(depth)).Array[0, 3].Select(members => new JsonObject(members.DistinctBy(m => m.Item1).Select(m => KeyValuePair.Create(m.Item1, (JsonNode?)m.Item2.DeepClone()))));

    private static Gen<JsonNode> GenValue(int depth)
    {
        var leaf = Gen.OneOf(Gen.Int[0, 3].Select(i => (JsonNode)JsonValue.Create(i)), Gen.OneOf(Gen.Const("x"), Gen.Const("y")).Select(s => (JsonNode)JsonValue.Create(s)), Gen.Int[0, 1].Array[0, 2].Select(a => (JsonNode)new JsonArray([.. a.Select(i => JsonValue.Create(i))])));
        return depth == 0 ? leaf : Gen.OneOf(leaf, GenObject(depth - 1).Select(o => (JsonNode)o));
    }
}
