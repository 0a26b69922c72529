using System.Text.Json.Nodes;
using StackOperator.Api.Commands;
using StackOperator.Api.Tests.Fixtures;
using StackOperator.Testing;

namespace StackOperator.Api.Tests.Documents;

public sealed class OpenApiTests(SharedInstallation shared)
{
    [Fact]
    public async Task The_document_in_the_repository_is_that_of_the_code()
        => (await File.ReadAllTextAsync(Path.Combine(RepositoryRoot.Folder, OpenApiCommand.DefaultFile))).ShouldBe(await OpenApiCommand.WriteAsync(), "run ./dev gen");

    [Fact]
    public async Task The_served_document_is_the_same_and_needs_no_token()
    {
        var served = await shared.Api.Http.GetStringAsync("/openapi/v1.json");

        served.ShouldBe(await OpenApiCommand.WriteAsync());
        (await shared.Api.Http.GetStringAsync("/docs/")).ShouldContain("openapi/v1.json");
    }

    [Fact]
    public async Task Operations_are_named_once_and_every_reference_leads_somewhere()
    {
        var document = JsonNode.Parse(await OpenApiCommand.WriteAsync())!;
        var operations = document["paths"]!.AsObject().SelectMany(path => path.Value!.AsObject()).Select(operation => (string)operation.Value!["operationId"]!).ToList();

        operations.Distinct().Count().ShouldBe(operations.Count);
        var schemas = document["components"]!["schemas"]!.AsObject();
        foreach (var reference in System.Text.RegularExpressions.Regex.Matches(document.ToJsonString(), "#/components/schemas/(\\w+)").Select(match => match.Groups[1].Value))
        {
            schemas.ContainsKey(reference).ShouldBeTrue(reference);
        }
    }
}
