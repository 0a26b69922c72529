using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace StackOperator.Testing.Recordings;

/// <summary>Judges one answer: its status, its error body, then what <see cref="AnswerChecks"/> asks of the endpoint.</summary>
public sealed partial class AnswerJudge(Recording recording, Bindings bindings, PlayState state, PlayReport report)
{
    private readonly AnswerChecks _checks = new(recording, bindings, state, report);

    /// <summary>Judges an answer; follow-up requests (next pages) go through the client.</summary>
    public async Task JudgeAsync(Exchange exchange, Answer answer, RecordedClient client, CancellationToken cancellationToken)
    {
        var check = AnswerChecks.Find(exchange);
        if (!StatusHolds(exchange, answer, check is not null))
        {
            return;
        }

        if (answer.Status >= 400)
        {
            if (exchange.Method != "HEAD" && !(Soft().IsMatch(exchange.Path) && answer.Status == 404))
            {
                JudgeError(exchange, answer);
            }

            return;
        }

        if (check is null || exchange.Method == "HEAD" || exchange.Status >= 400)
        {
            return;
        }

        if (check.NeedsJson && !report.Check(exchange, answer.Json is not null, "body", "one JSON value", answer.Head))
        {
            return;
        }

        try
        {
            await check.Run(_checks, exchange, answer.Json, client, cancellationToken);
        }
        catch (Exception e) when (e is InvalidOperationException or FormatException or JsonException)
        {
            report.Check(exchange, false, "answer", "the members that the CLI reads", e.Message);
        }
    }

    private bool StatusHolds(Exchange exchange, Answer answer, bool tabled)
    {
        var (holds, expected) = (exchange.ExpectedStatuses, exchange.Status) switch
        {
            ({ Count: > 0 } many, _) => (many.Contains(answer.Status), string.Join(" or ", many)),
            _ when MustSucceed().IsMatch(exchange.Path) => (answer.Status == 200, "200"),
            _ when Soft().IsMatch(exchange.Path) => (answer.Status is (>= 200 and < 300) or 404, "2xx or 404"),
            _ when !tabled => (answer.Status < 500, "below 500"),
            (_, < 400) => (answer.Status is >= 200 and < 300, "2xx"),
            var (_, status) => (answer.Status == status, $"{status}"),
        };
        return report.Check(exchange, holds, "status", expected, $"{answer.Status} {answer.Head}");
    }

    private void JudgeError(Exchange exchange, Answer answer)
    {
        if (!report.Check(exchange, answer.Json is JsonObject, "error body", "a JSON object", answer.Head))
        {
            return;
        }

        var code = JsonComparison.Member(answer.Json, "code");
        report.Check(exchange, code?.GetValueKind() == JsonValueKind.Number && code.ToJsonString() == $"{answer.Status}", "error code", answer.Status, code?.ToJsonString());
        var message = (string?)JsonComparison.Member(answer.Json, "message");
        report.Check(exchange, !string.IsNullOrEmpty(message), "error message", "a text", message);
        foreach (var (request, status, text) in Texts)
        {
            if (exchange.Status == status && answer.Status == status && Regex.IsMatch($"{exchange.Method} {exchange.Path}", request, RegexOptions.None, TimeSpan.FromSeconds(1)))
            {
                report.Check(exchange, Regex.IsMatch(message ?? "", text, RegexOptions.None, TimeSpan.FromSeconds(1)), "error message", text, message);
            }
        }
    }

    // Texts that the CLI compares (pulumi-protocol 1.6).
    private static readonly (string Request, int Status, string Text)[] Texts =
    [
        ("^POST /api/stacks/[^/]+/[^/]+$", 409, "already exists"),
        ("^DELETE /api/stacks/[^/]+/[^/]+/[^/]+$", 400, @"^Bad Request: Stack still contains resources\.$"),
        ("^POST /api/stacks/[^/]+/[^/]+/[^/]+/update/[^/]+$", 409, @"^Conflict: Another update is currently in progress\.$"),
    ];

    [GeneratedRegex("/decrypt/log-(batch-)?decryption$|^/api/capabilities$|^/api/user/organizations/default$")]
    private static partial Regex Soft();

    [GeneratedRegex("^/api/registry/(templates|packages)$")]
    private static partial Regex MustSucceed();
}
