using StackOperator.Store.Access;

namespace StackOperator.Api.Security;

/// <summary>The organization that a request of the environment API acts in, and what the caller is there.</summary>
/// <param name="Organization">Its name.</param>
/// <param name="Role">The caller's role.</param>
internal sealed record OrganizationScope(string Organization, Role Role)
{
    /// <summary>The scope of a request that passed <see cref="OrganizationAccess"/>.</summary>
    public static OrganizationScope Of(HttpContext context) =>
        context.Features.Get<OrganizationScope>() ?? throw new InvalidOperationException($"Route '{context.GetEndpoint()?.DisplayName}' has no organization.");
}
