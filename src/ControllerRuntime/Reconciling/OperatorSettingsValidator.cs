using System.Text.RegularExpressions;
using Microsoft.Extensions.Options;
using StackOperator.ControllerRuntime.Abstractions.Reconciling;

namespace StackOperator.ControllerRuntime.Reconciling;

/// <summary>Refuses settings that cannot work, with what to change.</summary>
internal sealed partial class OperatorSettingsValidator : IValidateOptions<OperatorSettings>
{
    private const double RetryFactor = 1.2;

    public ValidateOptionsResult Validate(string? name, OperatorSettings options)
    {
        var faults = Faults(options).ToList();
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    private static IEnumerable<string> Faults(OperatorSettings options)
    {
        if (!DnsLabel().IsMatch(options.Name))
        {
            yield return $"Name '{options.Name}' is no DNS label: use at most 63 lower-case letters, digits or '-'.";
        }

        if (!DnsLabel().IsMatch(options.HomeNamespace))
        {
            yield return $"HomeNamespace '{options.HomeNamespace}' is no namespace name: use at most 63 lower-case letters, digits or '-'.";
        }

        if (options.MaxConcurrentReconciles is < 1 or > 1024)
        {
            yield return $"MaxConcurrentReconciles is {options.MaxConcurrentReconciles}: use 1 to 1024.";
        }

        if (options.ErrorBackoffMinimum <= TimeSpan.Zero || options.ErrorBackoffMaximum < options.ErrorBackoffMinimum)
        {
            yield return $"The backoff runs from {options.ErrorBackoffMinimum} to {options.ErrorBackoffMaximum}: the minimum must be above zero and not above the maximum.";
        }

        if (options.ReconcileTimeout <= TimeSpan.Zero || options.CacheSyncTimeout <= TimeSpan.Zero || options.ShutdownTimeout < TimeSpan.Zero)
        {
            yield return "ReconcileTimeout and CacheSyncTimeout must be above zero, ShutdownTimeout not below it.";
        }

        if (options.LeaderElection && (options.LeaseDuration <= options.RenewDeadline || options.RenewDeadline <= options.RetryPeriod * RetryFactor || options.RetryPeriod <= TimeSpan.Zero))
        {
            yield return $"The lease times are {options.LeaseDuration}, {options.RenewDeadline} and {options.RetryPeriod}: LeaseDuration must exceed RenewDeadline, and that {RetryFactor} x RetryPeriod.";
        }
    }

    [GeneratedRegex(@"\A[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex DnsLabel();
}
