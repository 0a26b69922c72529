using System.ComponentModel.DataAnnotations;
using System.Reflection;
using System.Text.Json.Serialization;

namespace StackOperator.ControllerRuntime.Connection;

/// <summary>How to reach the API server; validated on start.</summary>
public sealed class KubernetesConnectionOptions : IValidatableObject
{
    /// <summary>Path of a kubeconfig file. Empty: the variable KUBECONFIG, then the pod's service account, then the file in the home folder.</summary>
    public string? Kubeconfig { get; set; }

    /// <summary>Context of the kubeconfig file. Empty: its current context.</summary>
    public string? Context { get; set; }

    /// <summary>User-Agent header; the part before the slash names the writer in managedFields. Default: the entry assembly and its version.</summary>
    [Required]
    [RegularExpression("^[!-~]+(/[!-~]+)?( [ -~]*)?$", ErrorMessage = "UserAgent must be 'name/version' in ASCII.")]
    public string UserAgent { get; set; } = DefaultUserAgent();

    /// <summary>Source-generated contexts of the resource types, asked before the client's own.</summary>
    public IList<JsonSerializerContext> JsonContexts { get; } = [];

    /// <summary>Longest single call, repeats included. Default 60 s.</summary>
    public TimeSpan RequestTimeout { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>How long a refused call is repeated. Default 30 s.</summary>
    public TimeSpan RetryDeadline { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Longest call of the role <see cref="ClientRole.Leases"/>. Default 5 s: half of the usual renew deadline.</summary>
    public TimeSpan LeaseTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Silence on a connection after which the server is probed (HTTP/2 ping, TCP keep-alive). Default 30 s, whole seconds.</summary>
    public TimeSpan KeepAliveDelay { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long the server may take to answer an HTTP/2 ping. Default 15 s.</summary>
    public TimeSpan KeepAliveTimeout { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>Whether answers may come compressed. Default true, except from a loopback address.</summary>
    public bool? Compression { get; set; }

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (!string.IsNullOrEmpty(Kubeconfig) && !File.Exists(Kubeconfig))
            yield return new($"Kubeconfig: there is no file '{Kubeconfig}'.", [nameof(Kubeconfig)]);
        if (RequestTimeout <= TimeSpan.Zero)
            yield return new("RequestTimeout must be positive.", [nameof(RequestTimeout)]);
        if (RetryDeadline < TimeSpan.Zero || RetryDeadline > RequestTimeout)
            yield return new("RetryDeadline must be between zero and RequestTimeout.", [nameof(RetryDeadline)]);
        if (LeaseTimeout < TimeSpan.FromSeconds(1))
            yield return new("LeaseTimeout must be at least one second.", [nameof(LeaseTimeout)]);
        if (KeepAliveDelay < TimeSpan.FromSeconds(1) || KeepAliveTimeout < TimeSpan.FromSeconds(1))
            yield return new("KeepAliveDelay and KeepAliveTimeout must be at least one second.", [nameof(KeepAliveDelay), nameof(KeepAliveTimeout)]);
    }

    private static string DefaultUserAgent()
    {
        var name = Assembly.GetEntryAssembly()?.GetName();
        return name?.Name is { Length: > 0 } text ? $"{text}/{name.Version?.ToString(3) ?? "0"}" : "controller-runtime/0";
    }
}
