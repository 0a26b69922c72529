using System.ComponentModel.DataAnnotations;

namespace StackOperator.Api;

/// <summary>Settings of the API process; the names in brackets are the configuration keys (environment variables).</summary>
public sealed class ApiOptions
{
    /// <summary>[STACK_HOME_NAMESPACE] Namespace for the objects of organizations that have none of their own.</summary>
    [Required]
    [RegularExpression("^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$")]
    public string HomeNamespace { get; set; } = "stack-operator";

    /// <summary>[STACK_ORGANIZATION_FOUNDERS] Who may create organizations: <c>*</c> = everybody with a token, empty = nobody, else logins with commas between.</summary>
    public string OrganizationFounders { get; set; } = "*";

    /// <summary>[STACK_WRITE_TIMEOUT_SECONDS] How long a write waits for the operator before it answers 503.</summary>
    [Range(0.1, 300)]
    public double WriteTimeoutSeconds { get; set; } = 10;

    /// <summary>[STACK_KUBERNETES_AUDIENCES] Audiences that Kubernetes tokens must be for, with commas between; empty = tokens for the API server itself.</summary>
    public string KubernetesAudiences { get; set; } = string.Empty;

    /// <summary>[KUBECONFIG] Path of a kubeconfig file; empty = in-cluster, then the default rules.</summary>
    public string Kubeconfig { get; set; } = string.Empty;

    /// <summary><see cref="WriteTimeoutSeconds"/> as a time span.</summary>
    public TimeSpan WriteTimeout => TimeSpan.FromSeconds(WriteTimeoutSeconds);

    /// <summary>Reads the keys.</summary>
    public static void Bind(ApiOptions options, IConfiguration configuration)
    {
        options.HomeNamespace = configuration["STACK_HOME_NAMESPACE"] ?? options.HomeNamespace;
        options.OrganizationFounders = configuration["STACK_ORGANIZATION_FOUNDERS"] ?? options.OrganizationFounders;
        options.WriteTimeoutSeconds = configuration.GetValue("STACK_WRITE_TIMEOUT_SECONDS", options.WriteTimeoutSeconds);
        options.KubernetesAudiences = configuration["STACK_KUBERNETES_AUDIENCES"] ?? options.KubernetesAudiences;
        options.Kubeconfig = configuration["KUBECONFIG"] ?? options.Kubeconfig;
    }
}
