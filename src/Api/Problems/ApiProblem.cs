using Microsoft.AspNetCore.WebUtilities;

namespace StackOperator.Api.Problems;

/// <summary>
/// An expected failure of a request. On the wire: <c>{"code": status, "message": "Reason: text"}</c>. The Pulumi CLI branches
/// on <c>code</c> of the body and on parts of some messages, so both are contract.
/// </summary>
/// <param name="Code">HTTP status, 400 to 599.</param>
/// <param name="Text">What is wrong, where, what to do. Never a secret, never an internal detail.</param>
/// <param name="RetryAfter">When a retry may succeed.</param>
/// <param name="Reference">A word for programs, such as <c>immutable_field</c>; sent as <c>reason</c>, by the environment API as <c>code</c>.</param>
public sealed record ApiProblem(int Code, string Text, TimeSpan? RetryAfter = null, string? Reference = null)
{
    /// <summary>All faults, for the environment API; the Pulumi side shows the text alone.</summary>
    public IReadOnlyList<ProblemItem> Items { get; init; } = [];

    /// <summary>The message with the reason phrase of the status in front.</summary>
    public string Message => $"{ReasonPhrases.GetReasonPhrase(Code)}: {Text}";

    /// <summary>400: the request itself is wrong.</summary>
    public static ApiProblem BadRequest(string text) => new(StatusCodes.Status400BadRequest, text);

    /// <summary>401: no token, or one that is not valid. The CLI asks its user to log in, whatever the text.</summary>
    public static ApiProblem Unauthorized(string text) => new(StatusCodes.Status401Unauthorized, text);

    /// <summary>403: the caller is known and its role is too small.</summary>
    public static ApiProblem Forbidden(string text) => new(StatusCodes.Status403Forbidden, text);

    /// <summary>404: it does not exist, or the caller may not know that it does.</summary>
    public static ApiProblem NotFound(string text) => new(StatusCodes.Status404NotFound, text);

    /// <summary>409: the present state does not allow it.</summary>
    public static ApiProblem Conflict(string text) => new(StatusCodes.Status409Conflict, text);

    /// <summary>413: the body is larger than the route takes.</summary>
    public static ApiProblem TooLarge(string text) => new(StatusCodes.Status413PayloadTooLarge, text);

    /// <summary>415: a media type or encoding that is not served.</summary>
    public static ApiProblem UnsupportedMediaType(string text) => new(StatusCodes.Status415UnsupportedMediaType, text);

    /// <summary>503: a part of the system is away; a retry after the delay may succeed.</summary>
    public static ApiProblem Unavailable(string text, TimeSpan? retryAfter = null) =>
        new(StatusCodes.Status503ServiceUnavailable, text, retryAfter ?? TimeSpan.FromSeconds(1));

    /// <summary>The same problem as an exception, for code that cannot return it.</summary>
    public ApiProblemException AsException() => new(this);
}
