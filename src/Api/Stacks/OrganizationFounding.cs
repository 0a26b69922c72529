using Microsoft.Extensions.Options;
using StackOperator.Api.Problems;
using StackOperator.Api.Security;
using StackOperator.Store.Access;

namespace StackOperator.Api.Stacks;

/// <summary>Who may create organizations; whoever does becomes its admin.</summary>
internal sealed class OrganizationFounding(OrganizationStore organizations, AccessTokenAuthenticator authenticator, IOptions<ApiOptions> options)
{
    /// <summary>Makes sure that the caller may create stacks in the organization, founding it when it does not exist; the problem is 404 as for any foreign one.</summary>
    public async ValueTask<ApiProblem?> EnsureAsync(Caller caller, string organization, CancellationToken cancellationToken)
    {
        var role = await caller.RoleInAsync(organization, cancellationToken);
        if (caller.Kind == CallerKind.User && role is not null)
        {
            return null;
        }

        // Kubernetes callers have their role by RBAC, in organizations that do not exist yet by that of the home namespace.
        var exists = caller.Kind == CallerKind.Kubernetes && await organizations.FindNamespaceAsync(organization, cancellationToken) is not null;
        if (role is not null && (exists || MayFound(caller.Login)))
        {
            return null;
        }

        if (caller.Kind == CallerKind.User && MayFound(caller.Login) && await organizations.FoundAsync(organization, caller.Login, cancellationToken))
        {
            authenticator.Forget(caller.Login);
            return null;
        }

        return RoleAccess.UnknownOrganization(organization);
    }

    private bool MayFound(string login)
    {
        var founders = options.Value.OrganizationFounders.AsSpan();
        foreach (var range in founders.Split(','))
        {
            var founder = founders[range].Trim();
            if (founder is "*" || founder.SequenceEqual(login))
            {
                return true;
            }
        }

        return false;
    }
}
