using Microsoft.AspNetCore.Http.Features;
using StackOperator.Api.Problems;
using StackOperator.Api.Requests;
using StackOperator.Api.Security;
using StackOperator.Store.Idempotency;

namespace StackOperator.Api.Idempotency;

/// <summary>
/// Lets a POST be repeated: the same Idempotency-Key with the same body gets the first answer again for a day. Answers from
/// 500 on are not kept, so that a repetition tries again.
/// </summary>
internal sealed class IdempotentRoute(IdempotencyStore store)
{
    /// <summary>The header with the caller's key.</summary>
    public const string Header = "Idempotency-Key";

    /// <summary>Tells that an answer is a repetition.</summary>
    public const string ReplayedHeader = "Idempotency-Replayed";

    private const int MaxKeyLength = 255;

    /// <summary>Runs a handler, or repeats its answer.</summary>
    public Task HandleAsync(HttpContext context, Func<HttpContext, Task> handle)
    {
        if (!context.Request.Headers.TryGetValue(Header, out var values))
        {
            return handle(context);
        }

        return values is [{ Length: > 0 and <= MaxKeyLength } key] && key.All(static c => c is > ' ' and < '\u007f')
            ? HandleAsync(context, key, handle)
            : ProblemResponse.WriteAsync(context, ApiProblem.BadRequest($"{Header} must be 1 to {MaxKeyLength} visible ASCII characters") with { Reference = "invalid_idempotency_key" });
    }

    private async Task HandleAsync(HttpContext context, string key, Func<HttpContext, Task> handle)
    {
        var (organization, login) = (OrganizationScope.Of(context).Organization, context.GetCaller().Login);
        var (outcome, answer) = await store.BeginAsync(organization, login, key, JsonBody.Fingerprint(context), context.RequestAborted);
        switch (outcome)
        {
            case IdempotencyOutcome.Answered:
                await ReplayAsync(context, answer!);
                return;
            case IdempotencyOutcome.OtherRequest:
                await ProblemResponse.WriteAsync(context, ApiProblem.Conflict($"another request was sent with this {Header}") with { Reference = "idempotency_key_reused" });
                return;
            case IdempotencyOutcome.Running:
                await ProblemResponse.WriteAsync(context, ApiProblem.Conflict($"the request with this {Header} is still at work: repeat it later") with { Reference = "request_in_progress", RetryAfter = TimeSpan.FromSeconds(1) });
                return;
        }

        var kept = false;
        try
        {
            var first = await CaptureAsync(context, handle);
            if (first.Status < StatusCodes.Status500InternalServerError)
            {
                await store.CompleteAsync(organization, login, key, first, CancellationToken.None);
                kept = true;
            }

            await context.Response.BodyWriter.WriteAsync(first.Body, context.RequestAborted);
        }
        finally
        {
            if (!kept)
            {
                await store.ReleaseAsync(organization, login, key, CancellationToken.None);
            }
        }
    }

    private static async Task<IdempotentAnswer> CaptureAsync(HttpContext context, Func<HttpContext, Task> handle)
    {
        var body = context.Features.GetRequiredFeature<IHttpResponseBodyFeature>();
        using var buffer = new MemoryStream();
        var captured = new StreamResponseBodyFeature(buffer);
        context.Features.Set<IHttpResponseBodyFeature>(captured);
        try
        {
            await handle(context);
            await captured.CompleteAsync();
        }
        finally
        {
            context.Features.Set(body);
        }

        return new IdempotentAnswer(context.Response.StatusCode, context.Response.Headers.Location, buffer.ToArray());
    }

    private static Task ReplayAsync(HttpContext context, IdempotentAnswer answer)
    {
        var response = context.Response;
        response.StatusCode = answer.Status;
        response.ContentType = answer.Status < StatusCodes.Status400BadRequest ? "application/json" : "application/problem+json";
        response.ContentLength = answer.Body.Length;
        response.Headers[ReplayedHeader] = "true";
        if (answer.Location is { } location)
        {
            response.Headers.Location = location;
        }

        return response.BodyWriter.WriteAsync(answer.Body, context.RequestAborted).AsTask();
    }
}
