using StackOperator.Store.Access;

namespace StackOperator.Api.Security;

/// <summary>Who may call a route, as endpoint conventions; and who called, for handlers.</summary>
public static class AccessExtensions
{
    private static readonly SignedInAccess SignedIn = new();
    private static readonly PublicAccess Public = new();

    /// <summary>Anybody, with or without a token.</summary>
    public static TBuilder AllowEverybody<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder => builder.WithAccess(Public);

    /// <summary>Anybody with a valid token.</summary>
    public static TBuilder RequireToken<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder => builder.WithAccess(SignedIn);

    /// <summary>A role in the organization of the route value <c>org</c>.</summary>
    /// <param name="builder">The route.</param>
    /// <param name="role">The smallest role.</param>
    /// <param name="mayFound">Let callers without a role pass to a handler that founds the organization or answers 404.</param>
    public static TBuilder RequireRole<TBuilder>(this TBuilder builder, Role role, bool mayFound = false)
        where TBuilder : IEndpointConventionBuilder => builder.WithAccess(new RoleAccess(role, mayFound));

    /// <summary>A role in the caller's organization, which its token or a header names: the rule of the environment API.</summary>
    public static TBuilder RequireOrganization<TBuilder>(this TBuilder builder, Role role)
        where TBuilder : IEndpointConventionBuilder => builder.WithAccess(new OrganizationAccess(role));

    /// <summary>A rule of its own, such as the lease token of an update.</summary>
    public static TBuilder WithAccess<TBuilder>(this TBuilder builder, AccessRule rule)
        where TBuilder : IEndpointConventionBuilder
    {
        builder.Add(endpoint => endpoint.Metadata.Add(rule));
        return builder;
    }

    /// <summary>The caller of a route that asked for one.</summary>
    public static Caller GetCaller(this HttpContext context) =>
        context.Features.Get<Caller>() ?? throw new InvalidOperationException($"Route '{context.GetEndpoint()?.DisplayName}' has no caller: its access rule lets nobodies in.");

    /// <summary>The caller, or null on a public route.</summary>
    public static Caller? FindCaller(this HttpContext context) => context.Features.Get<Caller>();
}
