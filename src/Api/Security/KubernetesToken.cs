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
}
