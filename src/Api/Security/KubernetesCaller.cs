using k8s.Models;
using StackOperator.Store.Access;

namespace StackOperator.Api.Security;

/// <summary>A Kubernetes identity; its roles are what RBAC lets it do with Stack objects.</summary>
internal sealed class KubernetesCaller(V1UserInfo user, KubernetesRoles roles) : Caller
{
    public override string Login => user.Username;

    public override CallerKind Kind => CallerKind.Kubernetes;

    public override ValueTask<Role?> RoleInAsync(string organization, CancellationToken cancellationToken) => roles.FindAsync(user, organization, cancellationToken);

    public override async ValueTask<IReadOnlyList<string>> OrganizationsAsync(CancellationToken cancellationToken) => await roles.OrganizationsAsync(user, cancellationToken);
}
