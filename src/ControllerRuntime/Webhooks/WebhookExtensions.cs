using k8s;
using k8s.Models;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace StackOperator.ControllerRuntime.Webhooks;

/// <summary>Registers webhooks; needs <c>AddKubernetesConnection</c>.</summary>
public static class WebhookExtensions
{
    /// <summary>Serves webhooks over HTTPS when <see cref="WebhookOptions.Port"/> is set, with a self-made certificate. All replicas serve, leading or not.</summary>
    public static IServiceCollection AddWebhookServer(this IServiceCollection services, Action<WebhookOptions> configure)
    {
        var options = new WebhookOptions();
        configure(options);
        if (options.Port is null)
        {
            return services;
        }

        services.Configure(configure);
        services.TryAddSingleton<WebhookCertificates>();
        services.AddHostedService(static provider => provider.GetRequiredService<WebhookCertificates>());
        services.AddHostedService<WebhookServer>();
        return services;
    }

    /// <summary>Adds a webhook to the server.</summary>
    /// <param name="services">The container under construction.</param>
    /// <param name="path">Its path, as the ValidatingWebhookConfiguration says it.</param>
    public static IServiceCollection AddValidationWebhook<TWebhook, TEntity>(this IServiceCollection services, string path)
        where TWebhook : class, IValidationWebhook<TEntity>
        where TEntity : class, IKubernetesObject<V1ObjectMeta>, new()
    {
        services.TryAddSingleton<IValidationWebhook<TEntity>, TWebhook>();
        services.TryAddSingleton<AdmissionHandler<TEntity>>();
        services.AddSingleton(provider => new WebhookRoute(path, provider.GetRequiredService<AdmissionHandler<TEntity>>().HandleAsync));
        return services;
    }
}
