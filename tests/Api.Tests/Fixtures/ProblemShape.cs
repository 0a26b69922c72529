using System.Text.Json.Nodes;

namespace StackOperator.Api.Tests.Fixtures;

/// <summary>Checks problem documents.</summary>
public static class ProblemShape
{
    /// <summary>A problem document with this status and code, and with these fields among its errors.</summary>
    public static ApiAnswer ShouldBeProblem(this ApiAnswer answer, int status, string code, params string[] fields)
    {
        answer.Status.ShouldBe(status, answer.Text);
        answer.ContentHeaders.ContentType!.MediaType.ShouldBe("application/problem+json", answer.Text);
        var problem = answer.Json;
        ((string)problem["type"]!).ShouldBe("about:blank");
        ((string)problem["title"]!).ShouldNotBeEmpty();
        ((int)problem["status"]!).ShouldBe(status);
        ((string)problem["code"]!).ShouldBe(code, answer.Text);
        ((string)problem["detail"]!).ShouldNotBeEmpty();
        ((string)problem["request_id"]!).ShouldNotBeEmpty();
        foreach (var field in fields)
        {
            answer.Errors().Select(static error => (string?)error["field"]).ShouldContain(field, answer.Text);
        }

        return answer;
    }

    /// <summary>The faults of a problem.</summary>
    public static IReadOnlyList<JsonNode> Errors(this ApiAnswer answer) => [.. (answer.Json["errors"]?.AsArray() ?? []).Select(static error => error!)];
}
