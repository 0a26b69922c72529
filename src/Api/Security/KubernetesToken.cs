using System.Buffers.Text;
using System.Text.Json;

namespace StackOperator.Api.Security;

/// <summary>Tells Kubernetes tokens from ours by their form alone; whether one is good only the API server knows.</summary>
internal static class KubernetesToken
{
    /// <summary>True for three base64url parts with dots between them, the first a JSON object (<c>eyJ…</c>).</summary>
    public static bool LooksLikeOne(string token)
    {
        if (!token.StartsWith("eyJ", StringComparison.Ordinal))
        {
            return false;
        }

        var dots = 0;
        foreach (var c in token)
        {
            if (c == '.')
            {
                dots++;
            }
            else if (!char.IsAsciiLetterOrDigit(c) && c is not '-' and not '_')
            {
                return false;
            }
        }

        return dots == 2;
    }

    /// <summary>When the token says it ends; null when it does not say. Not verified: only shortens what the API server vouched for.</summary>
    public static DateTimeOffset? ExpiryOf(string token)
    {
        var payload = token.Split('.')[1];
        if (!Base64Url.IsValid(payload))
        {
            return null;
        }

        try
        {
            using var claims = JsonDocument.Parse(Base64Url.DecodeFromChars(payload));
            return claims.RootElement.ValueKind == JsonValueKind.Object && claims.RootElement.TryGetProperty("exp", out var exp) && exp.TryGetInt64(out var seconds)
                ? DateTimeOffset.FromUnixTimeSeconds(Math.Clamp(seconds, 0, 253_402_300_799))
                : null;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return null;
        }
    }
}
