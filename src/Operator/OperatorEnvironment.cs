using System.Globalization;
using Microsoft.Extensions.Options;
using StackOperator.ControllerRuntime.Abstractions.Reconciling;
using StackOperator.ControllerRuntime.Webhooks;

namespace StackOperator.Operator;

/// <summary>Reads the operator's settings from environment variables (or any other configuration source).</summary>
internal static class OperatorEnvironment
{
    public const string DefaultHomeNamespace = "stack-operator";
    public const string HomeNamespaceKey = "STACK_HOME_NAMESPACE";
    public const string PodNamespaceKey = "POD_NAMESPACE";
    public const string KubeconfigKey = "KUBECONFIG";

    /// <summary>Name of the webhook's service, secret and configuration.</summary>
    public const string WebhookName = "stack-operator-webhook";

    private const string Prefix = "STACK_OPERATOR_";

    /// <summary>The home namespace: as set, or the pod's, or <see cref="DefaultHomeNamespace"/>.</summary>
    public static string HomeNamespace(IConfiguration configuration)
        => FirstSet(configuration[HomeNamespaceKey], configuration[PodNamespaceKey], DefaultHomeNamespace);

    /// <summary>The only namespaces whose objects the operator looks at, separated by commas; empty = all.</summary>
    public static string[] Namespaces(IConfiguration configuration)
        => Split(configuration[Prefix + "NAMESPACES"]);

    /// <summary>
    /// Applies <c>STACK_OPERATOR_WEBHOOK_PORT</c> (unset: no webhook is served), <c>STACK_OPERATOR_WEBHOOK_POLL_INTERVAL</c> (how
    /// often the certificate is looked at) and <c>STACK_OPERATOR_WEBHOOK_HOSTS</c>, more names the certificate is for,
    /// separated by commas.
    /// </summary>
    /// <exception cref="OptionsValidationException">One or more are not usable; one failure each.</exception>
    public static void Apply(IConfiguration configuration, WebhookOptions options)
    {
        var reader = new Reader(configuration);
        reader.Int("WEBHOOK_PORT", value => options.Port = value);
        reader.Duration("WEBHOOK_POLL_INTERVAL", value => options.PollInterval = value);
        reader.ThrowIfAnyFault();
        options.Namespace = HomeNamespace(configuration);
        options.ServiceName = options.SecretName = options.ConfigurationName = WebhookName;
        foreach (var host in Split(configuration[Prefix + "WEBHOOK_HOSTS"]))
        {
            options.Hosts.Add(host);
        }
    }

    /// <summary>Whether the operator creates and updates its CustomResourceDefinitions at start.</summary>
    /// <exception cref="OptionsValidationException">The variable is neither true nor false.</exception>
    public static bool InstallDefinitions(IConfiguration configuration)
    {
        var reader = new Reader(configuration);
        var install = false;
        reader.Bool("INSTALL_DEFINITIONS", value => install = value);
        reader.ThrowIfAnyFault();
        return install;
    }

    /// <summary>
    /// Applies the variables <c>STACK_OPERATOR_*</c> to the runtime's settings. Durations are whole numbers with a unit
    /// (<c>500ms</c>, <c>15s</c>, <c>2m</c>) or <c>hh:mm:ss</c>.
    /// </summary>
    /// <exception cref="OptionsValidationException">One or more are not usable; one failure each.</exception>
    public static void Apply(IConfiguration configuration, OperatorSettings settings)
    {
        var reader = new Reader(configuration);
        foreach (var name in Namespaces(configuration))
        {
            settings.Namespaces.Add(name);
        }

        settings.Name = "stack-operator";
        settings.HomeNamespace = HomeNamespace(configuration);
        // A stack's deletion cascades over its history in one transaction.
        settings.ReconcileTimeout = TimeSpan.FromMinutes(5);
        settings.ErrorBackoffMaximum = TimeSpan.FromMinutes(1);
        reader.Int("MAX_CONCURRENT_RECONCILES", value => settings.MaxConcurrentReconciles = value);
        reader.Duration("ERROR_BACKOFF_MINIMUM", value => settings.ErrorBackoffMinimum = value);
        reader.Duration("ERROR_BACKOFF_MAXIMUM", value => settings.ErrorBackoffMaximum = value);
        reader.Duration("RECONCILE_TIMEOUT", value => settings.ReconcileTimeout = value);
        reader.Duration("CACHE_SYNC_TIMEOUT", value => settings.CacheSyncTimeout = value);
        reader.Duration("SHUTDOWN_TIMEOUT", value => settings.ShutdownTimeout = value);
        reader.Bool("LEADER_ELECTION", value => settings.LeaderElection = value);
        reader.Duration("LEASE_DURATION", value => settings.LeaseDuration = value);
        reader.Duration("RENEW_DEADLINE", value => settings.RenewDeadline = value);
        reader.Duration("RETRY_PERIOD", value => settings.RetryPeriod = value);
        reader.Bool("EXIT_ON_LEADERSHIP_LOSS", value => settings.ExitOnLeadershipLoss = value);
        reader.ThrowIfAnyFault();
    }

    private static string[] Split(string? text) => (text ?? string.Empty).Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static string FirstSet(params ReadOnlySpan<string?> values)
    {
        foreach (var value in values)
        {
            if (!string.IsNullOrWhiteSpace(value))
            {
                return value;
            }
        }

        return string.Empty;
    }

    private sealed class Reader(IConfiguration configuration)
    {
        private readonly List<string> _faults = [];

        public void Int(string name, Action<int> set)
            => Read(name, "a whole number", text => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : null, set);

        public void Bool(string name, Action<bool> set)
            => Read(name, "true or false", static text => bool.TryParse(text, out var value) ? value : null, set);

        public void Duration(string name, Action<TimeSpan> set) => Read(name, "a duration such as 500ms, 15s or 2m", ParseDuration, set);

        public void ThrowIfAnyFault()
        {
            if (_faults.Count > 0)
            {
                throw new OptionsValidationException(nameof(OperatorSettings), typeof(OperatorSettings), _faults);
            }
        }

        private void Read<T>(string name, string expected, Func<string, T?> parse, Action<T> set)
            where T : struct
        {
            var text = configuration[Prefix + name];
            if (string.IsNullOrWhiteSpace(text))
            {
                return;
            }

            if (parse(text.Trim()) is { } value)
            {
                set(value);
            }
            else
            {
                _faults.Add($"{Prefix}{name} is '{text}': use {expected}");
            }
        }

        private static TimeSpan? ParseDuration(string text)
        {
            foreach (var (unit, length) in (ReadOnlySpan<(string, TimeSpan)>)[
                ("ms", TimeSpan.FromMilliseconds(1)), ("s", TimeSpan.FromSeconds(1)), ("m", TimeSpan.FromMinutes(1)), ("h", TimeSpan.FromHours(1))])
            {
                if (text.EndsWith(unit, StringComparison.Ordinal)
                    && int.TryParse(text.AsSpan(0, text.Length - unit.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var count))
                {
                    return count * length;
                }
            }

            return text.Contains(':', StringComparison.Ordinal) && TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var span) && span >= TimeSpan.Zero ? span : null;
        }
    }
}
