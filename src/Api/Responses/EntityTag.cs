using System.Buffers.Text;
using System.Security.Cryptography;
using StackOperator.Api.Problems;

namespace StackOperator.Api.Responses;

/// <summary>Entity tags of representations, and the header by which a caller changes only what it has seen.</summary>
internal static class EntityTag
{
    private const int HashBytes = 12;

    /// <summary>The tag of a representation.</summary>
    public static string Of(ReadOnlySpan<byte> representation)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(representation, hash);
        return $"\"{Base64Url.EncodeToString(hash[..HashBytes])}\"";
    }

    /// <summary>Whether a request names what it expects to find.</summary>
    public static bool IsAsked(HttpRequest request) => request.Headers.IfMatch.Count > 0;

    /// <summary>Whether the present representation is one that the request expects; true when it expects none.</summary>
    public static bool IsExpected(HttpRequest request, string present) =>
        !IsAsked(request) || request.Headers.IfMatch.Any(header => header is not null && header.Split(',', StringSplitOptions.TrimEntries).Any(tag => tag == "*" || tag == present));

    /// <summary>412.</summary>
    public static ApiProblem Stale { get; } = new(StatusCodes.Status412PreconditionFailed, "it was changed since you read it: read it again and repeat the change");
}
