using Microsoft.Net.Http.Headers;
using StackOperator.Api.Problems;

namespace StackOperator.Api.Security;

/// <summary>Finds the caller by the Authorization header: <c>token T</c> as the CLI sends it, or <c>Bearer T</c>.</summary>
internal sealed class Authentication(AccessTokenAuthenticator accessTokens, IKubernetesAuthenticator kubernetes)
{
    /// <summary>Longest token that is looked at; real ones are far shorter.</summary>
    private const int MaxTokenLength = 16 * 1024;

    private static readonly ApiProblem Missing = ApiProblem.Unauthorized("no token: send 'Authorization: token <access token>'");
    private static readonly ApiProblem Invalid = ApiProblem.Unauthorized("the token is unknown, expired or revoked");

    /// <summary>Sets the caller; a problem when there is none.</summary>
    public ValueTask<ApiProblem?> SignInAsync(HttpContext context)
    {
        if (!TryReadToken(context.Request, out var token))
        {
            return new(Missing);
        }

        if (token.Length > MaxTokenLength)
        {
            return new(Invalid);
        }

        return accessTokens.TryGetCached(token, out var caller) ? new(Accept(context, caller)) : SignInSlowlyAsync(context, token);
    }

    private async ValueTask<ApiProblem?> SignInSlowlyAsync(HttpContext context, string token)
    {
        var caller = KubernetesToken.LooksLikeOne(token)
            ? await kubernetes.FindAsync(token, context.RequestAborted)
            : await accessTokens.FindAsync(token, context.RequestAborted);
        return Accept(context, caller);
    }

    private static ApiProblem? Accept(HttpContext context, Caller? caller)
    {
        if (caller is null)
        {
            return Invalid;
        }

        context.Features.Set(caller);
        return null;
    }

    private static bool TryReadToken(HttpRequest request, out string token)
    {
        token = string.Empty;
        if (!request.Headers.TryGetValue(HeaderNames.Authorization, out var values) || values.Count != 1 || values[0] is not { } value)
        {
            return false;
        }

        var space = value.IndexOf(' ', StringComparison.Ordinal);
        var scheme = space < 0 ? value : value[..space];
        if (!scheme.Equals("token", StringComparison.OrdinalIgnoreCase) && !scheme.Equals("Bearer", StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        token = space < 0 ? string.Empty : value[space..].Trim();
        return token.Length > 0;
    }
}
