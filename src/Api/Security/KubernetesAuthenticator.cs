using System.Security.Cryptography;
using System.Text;
using k8s;
using k8s.Models;
using Microsoft.Extensions.Options;
using StackOperator.ControllerRuntime.Abstractions.Attributes;
using StackOperator.ControllerRuntime.Abstractions.Client;

namespace StackOperator.Api.Security;

/// <summary>
/// Checks Kubernetes tokens by TokenReview. Answers are kept for a short time under a keyed hash, never the token; when the
/// API server is away nobody gets in who is not cached (503, not 401).
/// </summary>
[GenericRbac(Groups = ["authentication.k8s.io"], Resources = ["tokenreviews"], Verbs = RbacVerb.Create)]
internal sealed class KubernetesAuthenticator : IKubernetesAuthenticator
{
    private static readonly TimeSpan Known = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Unknown = TimeSpan.FromSeconds(5);

    private readonly byte[] _key = RandomNumberGenerator.GetBytes(32);
    private readonly ExpiringCache<string, KubernetesCaller?> _callers;
    private readonly IKubernetesClient _client;
    private readonly KubernetesRoles _roles;
    private readonly TimeProvider _time;
    private readonly string[] _audiences;

    public KubernetesAuthenticator(IKubernetesClient client, KubernetesRoles roles, TimeProvider time, IOptions<ApiOptions> options)
    {
        (_client, _roles, _time) = (client, roles, time);
        _audiences = options.Value.KubernetesAudiences.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        _callers = new ExpiringCache<string, KubernetesCaller?>(time);
    }

    public async Task<Caller?> FindAsync(string token, CancellationToken cancellationToken)
    {
        var key = Convert.ToBase64String(HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes(token)));
        return await _callers.GetAsync(key, () => ReviewAsync(token, cancellationToken), caller => Lifetime(token, caller), cancellationToken);
    }

    private async Task<KubernetesCaller?> ReviewAsync(string token, CancellationToken cancellationToken)
    {
        var review = new V1TokenReview { Spec = new V1TokenReviewSpec { Token = token, Audiences = _audiences.Length == 0 ? null : _audiences } };
        var answer = await KubernetesReviews.AskAsync(() => _client.ApiClient.AuthenticationV1.CreateTokenReviewAsync(review, cancellationToken: cancellationToken));
        if (answer.Status is not { Authenticated: true, User: { Username.Length: > 0 } user } status)
        {
            return null;
        }

        // A server that knows no audiences answers without any: such a token was not made for us.
        var isForUs = _audiences.Length == 0 || status.Audiences?.Any(_audiences.Contains) == true;
        return isForUs ? new KubernetesCaller(user, _roles) : null;
    }

    private TimeSpan Lifetime(string token, KubernetesCaller? caller)
    {
        if (caller is null)
        {
            return Unknown;
        }

        var left = KubernetesToken.ExpiryOf(token) - _time.GetUtcNow();
        return left < Known ? left.Value : Known;
    }
}
