using k8s;
using k8s.Models;
using Microsoft.Extensions.Options;
using StackOperator.ControllerRuntime.Abstractions.Attributes;
using StackOperator.ControllerRuntime.Abstractions.Client;
using StackOperator.Core.Names;
using StackOperator.Crds;
using StackOperator.Store.Access;

namespace StackOperator.Api.Security;

/// <summary>
/// Roles of Kubernetes callers: what SubjectAccessReview allows on Stack objects in the organization's namespace.
/// delete = admin, create or update = member, get = viewer. Organizations without a row would live in the home namespace.
/// </summary>
[GenericRbac(Groups = ["authorization.k8s.io"], Resources = ["subjectaccessreviews"], Verbs = RbacVerb.Create)]
internal sealed class KubernetesRoles(IKubernetesClient client, OrganizationStore organizations, TimeProvider time, IOptions<ApiOptions> options)
{
    // More organizations than this are not listed for one caller; each namespace costs one question.
    private const int MaxListed = 1000;
    private const int MaxExtraLength = 10_000;
    private static readonly TimeSpan Allowed = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Denied = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Resolved = TimeSpan.FromSeconds(5);

    private readonly ExpiringCache<string, Role?> _roles = new(time);
    private readonly ExpiringCache<string, string> _namespaces = new(time);

    public async ValueTask<Role?> FindAsync(V1UserInfo user, string organization, CancellationToken cancellationToken)
    {
        if (NameRules.CheckOrganization(organization) is not null)
        {
            return null;
        }

        var @namespace = await _namespaces.GetAsync(
            organization,
            async () => await organizations.FindNamespaceAsync(organization, cancellationToken) ?? options.Value.HomeNamespace,
            static _ => Resolved,
            cancellationToken);
        return await FindInNamespaceAsync(user, @namespace, cancellationToken);
    }

    public async Task<IReadOnlyList<string>> OrganizationsAsync(V1UserInfo user, CancellationToken cancellationToken)
    {
        var names = new List<string>();
        foreach (var (name, @namespace) in await organizations.ListAsync(MaxListed, cancellationToken))
        {
            if (await FindInNamespaceAsync(user, @namespace, cancellationToken) is not null)
            {
                names.Add(name);
            }
        }

        return names;
    }

    private Task<Role?> FindInNamespaceAsync(V1UserInfo user, string @namespace, CancellationToken cancellationToken)
    {
        var key = KeyOf(user, @namespace);
        return key is null
            ? AskAsync(user, @namespace, cancellationToken)
            : _roles.GetAsync(key, () => AskAsync(user, @namespace, cancellationToken), static role => role is null ? Denied : Allowed, cancellationToken);
    }

    private async Task<Role?> AskAsync(V1UserInfo user, string @namespace, CancellationToken cancellationToken)
    {
        if (await IsAllowedAsync(user, "delete", @namespace, cancellationToken))
        {
            return Role.Admin;
        }

        if (await IsAllowedAsync(user, "create", @namespace, cancellationToken) || await IsAllowedAsync(user, "update", @namespace, cancellationToken))
        {
            return Role.Member;
        }

        return await IsAllowedAsync(user, "get", @namespace, cancellationToken) ? Role.Viewer : null;
    }

    private async Task<bool> IsAllowedAsync(V1UserInfo user, string verb, string @namespace, CancellationToken cancellationToken)
    {
        var review = new V1SubjectAccessReview
        {
            Spec = new V1SubjectAccessReviewSpec
            {
                User = user.Username,
                Uid = user.Uid,
                Groups = user.Groups,
                Extra = user.Extra,
                ResourceAttributes = new V1ResourceAttributes { Group = ApiGroup.Name, Resource = "stacks", Verb = verb, NamespaceProperty = @namespace },
            },
        };
        var answer = await KubernetesReviews.AskAsync(() => client.ApiClient.AuthorizationV1.CreateSubjectAccessReviewAsync(review, cancellationToken: cancellationToken));
        return answer.Status is { Allowed: true, Denied: not true };
    }

    // Everything RBAC may look at is part of the key; very large identities are asked for every time.
    private static string? KeyOf(V1UserInfo user, string @namespace)
    {
        var extra = (user.Extra ?? new Dictionary<string, IList<string>>()).OrderBy(static e => e.Key, StringComparer.Ordinal).Select(static e => $"{e.Key}={string.Join('\u0001', e.Value)}");
        string[] parts = [@namespace, user.Username, user.Uid ?? string.Empty, string.Join('\u0001', user.Groups ?? []), .. extra];
        var key = string.Join('\0', parts);
        return key.Length > MaxExtraLength ? null : key;
    }
}
