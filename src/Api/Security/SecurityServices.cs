using StackOperator.Store.Access;

namespace StackOperator.Api.Security;

/// <summary>Registers authentication.</summary>
internal static class SecurityServices
{
    public static IServiceCollection AddSecurity(this IServiceCollection services)
    {
        services.AddSingleton<AccessTokenStore>();
        services.AddSingleton<AccessTokenAuthenticator>();
        services.AddSingleton<Authentication>();
        services.AddHostedService<AccessChanges>().AddHostedService<TokenUseRecorder>();
        services.AddSingleton<KubernetesRoles>();
        services.AddSingleton<IKubernetesAuthenticator, KubernetesAuthenticator>();
        return services;
    }
}
