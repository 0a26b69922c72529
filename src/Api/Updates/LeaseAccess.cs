using System.Collections.Concurrent;
using StackOperator.Api.Problems;
using StackOperator.Api.Security;
using StackOperator.Core.Updates;
using StackOperator.Store.Updates;

namespace StackOperator.Api.Updates;

/// <summary>
/// The caller runs the update of the path: <c>Authorization: update-token</c> with its lease token. A wrong token is refused
/// before the body is read; whether the lease still allows the call is decided again where the call has its effect.
/// </summary>
internal sealed class LeaseAccess : AccessRule
{
    private const string Scheme = "update-token ";
    private const int MaxRemembered = 20_000;
    private const int MaxTokenLength = 200;

    // Tokens that were good once for their update; enough to let the body be read, not to let it be stored.
    private readonly ConcurrentDictionary<(Guid Update, string Hash), bool> _known = new();

    /// <summary>The lease token of a request that passed.</summary>
    public static string TokenOf(HttpContext context) =>
        context.Features.Get<Lease>()?.Token ?? throw new InvalidOperationException($"Route '{context.GetEndpoint()?.DisplayName}' has no lease.");

    public override ValueTask<ApiProblem?> AuthenticateAsync(HttpContext context)
    {
        var header = context.Request.Headers.Authorization.ToString();
        if (!header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
        {
            return new(ApiProblem.Unauthorized("this route needs 'Authorization: update-token' with the token that starting the update gave"));
        }

        var token = header[Scheme.Length..].Trim();
        if (token.Length is 0 or > MaxTokenLength)
        {
            return new(UpdateProblems.Of(UpdateVerdict.ForeignLease, default));
        }

        context.Features.Set(new Lease(token));
        return default;
    }

    public override async ValueTask<ApiProblem?> AuthorizeAsync(HttpContext context)
    {
        var update = UpdateRoute.AddressOf(context);
        var token = TokenOf(context);
        var key = (update.UpdateId, Convert.ToHexStringLower(LeaseToken.Hash(token)));
        if (_known.ContainsKey(key))
        {
            return null;
        }

        var check = await context.RequestServices.GetRequiredService<UpdateStore>().CheckLeaseAsync(update, token, context.RequestAborted);
        if (check is null or LeaseCheck.Foreign)
        {
            return UpdateProblems.Of(check is null ? null : UpdateVerdict.ForeignLease, update);
        }

        if (_known.Count >= MaxRemembered)
        {
            _known.Clear();
        }

        _known.TryAdd(key, true);
        return null;
    }

    private sealed record Lease(string Token);
}
