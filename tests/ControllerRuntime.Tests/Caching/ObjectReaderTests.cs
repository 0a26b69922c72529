using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using CsCheck;
using StackOperator.ControllerRuntime.Caching;

namespace StackOperator.ControllerRuntime.Tests.Caching;

public sealed class ObjectReaderTests
{
    // 48
    [Theory]
    [InlineData("""{"metadata":{"managedFields":[{"a":{"b":[1,2]}}],"name":"x","resourceVersion":"1"},"spec":{"managedFields":"kept"}}""", """{"metadata":{"name":"x","resourceVersion":"1"},"spec":{"managedFields":"kept"}}""")]
    [InlineData("""{"metadata":{"annotations":{"a":"1","kubectl.kubernetes.io/last-applied-configuration":"{}","z":"2"},"name":"x","resourceVersion":"1","managedFields":[]}}""", """{"metadata":{"annotations":{"a":"1","z":"2"},"name":"x","resourceVersion":"1"}}""")]
    [InlineData("""{ "spec" : { "kubectl.kubernetes.io/last-applied-configuration" : "kept" } , "metadata" : { "resourceVersion" : "1" , "name" : "x" } }""", """{"spec":{ "kubectl.kubernetes.io/last-applied-configuration" : "kept" },"metadata":{"resourceVersion":"1","name":"x"}}""")]
    public void Managed_fields_and_the_last_applied_annotation_are_never_kept(string json, string kept) =>
        JsonNode.DeepEquals(JsonNode.Parse(Read(json).Json), JsonNode.Parse(kept)).ShouldBeTrue(Encoding.UTF8.GetString(Read(json).Json));

    [Fact]
    public void The_header_tells_what_callers_ask_most()
    {
        var header = Read("""{"metadata":{"name":"x","namespace":"n","uid":"u","resourceVersion":"12","generation":3,"deletionTimestamp":"2026-01-01T00:00:00Z"}}""").Header;
        header.ShouldBe(new(new("n", "x"), "u", "12", 3, DeletionRequested: true));
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("""{"metadata":{"name":"x"}}""")]
    [InlineData("""{"metadata":"x"}""")]
    public void What_is_no_object_with_name_and_version_is_refused(string json) => Should.Throw<JsonException>(() => Read(json));

    [Fact]
    public void Everything_else_survives_unchanged() =>
        GenJson(4).Sample(
            value =>
            {
                var text = new JsonObject { ["metadata"] = new JsonObject { ["name"] = "x", ["resourceVersion"] = "1", ["labels"] = value?.DeepClone() }, ["spec"] = value?.DeepClone() }.ToJsonString();
                return JsonNode.DeepEquals(JsonNode.Parse(Read(text).Json), JsonNode.Parse(text));
            },
            iter: 500);

    [Fact]
    public void A_version_is_found_also_where_the_object_cannot_be_read()
    {
        ObjectReader.ReadResourceVersion("""{"spec":{"metadata":{"resourceVersion":"2"}},"metadata":{"name":7,"labels":{"resourceVersion":"3"},"resourceVersion":"8"}}"""u8).ShouldBe("8");
        ObjectReader.ReadResourceVersion("[1]"u8).ShouldBeNull();
    }

    private static Gen<JsonNode?> GenJson(int depth)
    {
        var leaf = Gen.OneOf(Gen.String.Select(s => (JsonNode?)JsonValue.Create(s)), Gen.Int.Select(i => (JsonNode?)JsonValue.Create(i)), Gen.Bool.Select(b => (JsonNode?)JsonValue.Create(b)), Gen.Const((JsonNode?)null));
        if (depth == 0)
            return leaf;
        var child = GenJson(depth - 1);
        return Gen.OneOf(
            leaf,
            child.Array[0, 3].Select(items => (JsonNode?)new JsonArray([.. items.Select(i => i?.DeepClone())])),
            Gen.Select(Gen.String, child).Array[0, 3].Select(members => (JsonNode?)new JsonObject(members.DistinctBy(m => m.Item1).Select(m => KeyValuePair.Create(m.Item1, m.Item2?.DeepClone())))));
    }

    private static CachedObject Read(string json) => new ObjectReader().Read(Encoding.UTF8.GetBytes(json));
}
