using System.Globalization;
using System.Net;
using k8s;
using k8s.Autorest;
using k8s.Models;

namespace StackOperator.ControllerRuntime.Client;

/// <summary>What a refusal of the API server means. The exception's own message holds the whole answer: never log it, use <see cref="Describe"/>.</summary>
public static class KubernetesErrors
{
    private const int LongestMessage = 500;

    /// <summary>The Status object of the answer; null when the body is something else, such as a proxy's page.</summary>
    public static V1Status? Status(this HttpOperationException error)
    {
        var text = error.Response?.Content;
        if (string.IsNullOrWhiteSpace(text) || !text.AsSpan().TrimStart().StartsWith("{"))
            return null;
        try
        {
            var status = KubernetesJson.Deserialize<V1Status>(text);
            return status is { HasObject: false, Kind: "Status" } ? status : null;
        }
        catch (Exception e) when (e is System.Text.Json.JsonException or FormatException or NotSupportedException)
        {
            return null;
        }
    }

    /// <summary>HTTP code; 0 when there was no answer.</summary>
    public static int Code(this HttpOperationException error) => error.Response is { } response ? (int)response.StatusCode : 0;

    /// <summary>The delay the server asks for before the next attempt; null when it names none.</summary>
    public static TimeSpan? RetryAfter(this HttpOperationException error)
    {
        if (error.Response?.Headers is { } headers
            && headers.FirstOrDefault(h => h.Key.Equals("Retry-After", StringComparison.OrdinalIgnoreCase)).Value?.FirstOrDefault() is { } text
            && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds))
        {
            return TimeSpan.FromSeconds(seconds);
        }

        return error.Status()?.Details?.RetryAfterSeconds is { } details and > 0 ? TimeSpan.FromSeconds(details) : null;
    }

    /// <summary>The object (404 with a Status) or the kind itself (404 without one) does not exist.</summary>
    public static bool IsNotFound(this HttpOperationException error) => Is(error, HttpStatusCode.NotFound);

    /// <summary>The object changed meanwhile, or a precondition or field owner differs. Read again and decide anew.</summary>
    public static bool IsConflict(this HttpOperationException error) => Is(error, HttpStatusCode.Conflict) && !error.IsAlreadyExists();

    /// <summary>A create met an object of the same name.</summary>
    public static bool IsAlreadyExists(this HttpOperationException error) => Is(error, HttpStatusCode.Conflict) && error.Status()?.Reason == "AlreadyExists";

    /// <summary>Validation refused the object.</summary>
    public static bool IsInvalid(this HttpOperationException error) => Is(error, HttpStatusCode.UnprocessableEntity);

    /// <summary>The identity may not do this.</summary>
    public static bool IsForbidden(this HttpOperationException error) => Is(error, HttpStatusCode.Forbidden);

    /// <summary>The resource version or continue token is too old.</summary>
    public static bool IsExpired(this HttpOperationException error) => Is(error, HttpStatusCode.Gone) || error.Status()?.Reason is "Expired" or "Gone";

    /// <summary>The same call may succeed later: throttled, overloaded, restarting, timed out.</summary>
    public static bool IsTransient(this HttpOperationException error) =>
        error.Code() is 0 or 408 or 429 or (>= 500 and not 501);

    /// <summary>Fields that another manager owns, from a refused apply.</summary>
    /// <returns>Field path and the server's words, which name the manager.</returns>
    public static IReadOnlyList<(string Field, string Manager)> FieldConflicts(this HttpOperationException error) =>
    [
        .. error.Status()?.Details?.Causes?.Where(c => c.Reason == "FieldManagerConflict").Select(c => (c.Field ?? "", c.Message ?? "")) ?? [],
    ];

    /// <summary>Code, reason and a cut message for logs and conditions; never the body.</summary>
    public static string Describe(this HttpOperationException error)
    {
        var status = error.Status();
        var message = status?.Message ?? error.Response?.ReasonPhrase ?? "";
        if (message.Length > LongestMessage)
            message = message[..LongestMessage] + "…";
        return $"{error.Code()} {status?.Reason ?? error.Response?.StatusCode.ToString() ?? "no answer"}: {message}";
    }

    private static bool Is(HttpOperationException error, HttpStatusCode code) => error.Response?.StatusCode == code;
}
