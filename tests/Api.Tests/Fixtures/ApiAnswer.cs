using System.Net.Http.Headers;
using System.Text.Json.Nodes;

namespace StackOperator.Api.Tests.Fixtures;

/// <summary>What came back.</summary>
public sealed record ApiAnswer(int Status, string Text, HttpResponseHeaders Headers, HttpContentHeaders ContentHeaders)
{
    public JsonNode Json => JsonNode.Parse(Text)!;

    public string Message => (string?)Json["message"] ?? string.Empty;

    /// <summary>An error in the documented shape, with this status and this text in its message.</summary>
    public ApiAnswer ShouldFail(int status, string message = "")
    {
        Status.ShouldBe(status, Text);
        Json["code"]!.GetValueKind().ShouldBe(System.Text.Json.JsonValueKind.Number);
        ((int)Json["code"]!).ShouldBe(status);
        Message.ShouldContain(message);
        Message.ShouldContain(": ");
        return this;
    }

    public ApiAnswer ShouldBe(int status)
    {
        Status.ShouldBe(status, Text);
        return this;
    }
}
