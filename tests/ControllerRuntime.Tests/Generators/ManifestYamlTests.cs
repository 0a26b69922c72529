using System.Text.Json.Nodes;
using CsCheck;
using k8s.Models;
using StackOperator.ControllerRuntime.Generators;
using YamlDotNet.RepresentationModel;

namespace StackOperator.ControllerRuntime.Tests.Generators;

/// <summary>Requirement 78: the writer itself.</summary>
public sealed class ManifestYamlTests
{
    [Theory]
    [InlineData("plain text, with commas")]
    [InlineData("yes")]
    [InlineData("1e3")]
    [InlineData("")]
    [InlineData(" leading")]
    [InlineData("trailing ")]
    [InlineData("colon: value")]
    [InlineData("ends:")]
    [InlineData("# comment")]
    [InlineData("a #b")]
    [InlineData("- item")]
    [InlineData("line\nbreak")]
    [InlineData("a\"quote\\")]
    [InlineData("ümlaut 🙂")]
    [InlineData("2030-01-01")]
    [InlineData("tab\tinside")]
    public void Every_string_is_read_back_as_it_was(string value) => ReadBack(value).ShouldBe(value);

    [Fact]
    public void Any_string_is_read_back_as_it_was()
        => Gen.String[Gen.Char["abcN yesno0123456789:#-\"'\\{}[]&*!|>%@`,?~\n\t\u00a0ü"], 0, 12].Sample(value => ReadBack(value) == value, iter: 2000);

    [Fact]
    public void Documents_are_separated_and_ordered()
    {
        var text = ManifestYaml.Write(
            JsonNode.Parse("""{"spec":{"b":[],"a":{},"list":[{"y":1,"x":[true,null]},"s"]},"metadata":{"name":"first"},"kind":"K","apiVersion":"v1","gone":null}""")!,
            new V1ConfigMap { ApiVersion = "v1", Kind = "ConfigMap", Metadata = new() { Name = "c" } });
        text.ShouldBe("""
            apiVersion: v1
            kind: K
            metadata:
              name: first
            spec:
              a: {}
              b: []
              list:
              - x:
                - true
                - null
                "y": 1
              - s
            ---
            apiVersion: v1
            kind: ConfigMap
            metadata:
              name: c

            """.ReplaceLineEndings("\n"));
    }

    private static string? ReadBack(string value)
    {
        var yaml = new YamlStream();
        yaml.Load(new StringReader(ManifestYaml.Write(new JsonObject { ["kind"] = value, ["list"] = new JsonArray(value) })));
        var root = (YamlMappingNode)yaml.Documents[0].RootNode;
        var item = (YamlScalarNode)root["list"][0];
        return ((YamlScalarNode)root["kind"]).Value == item.Value ? item.Value : null;
    }
}
