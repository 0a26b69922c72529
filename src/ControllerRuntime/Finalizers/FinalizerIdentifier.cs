using System.Text.RegularExpressions;

namespace StackOperator.ControllerRuntime.Finalizers;

/// <summary>The form the API server asks of finalizers: a domain, a slash and a name.</summary>
internal static partial class FinalizerIdentifier
{
    public static void Validate(string identifier)
    {
        if (identifier.Length > 316 || !Pattern().IsMatch(identifier))
        {
            throw new ArgumentException($"'{identifier}' is no finalizer: use domain/name, for example example.org/cleanup-finalizer; the name has at most 63 letters, digits, '-', '_' or '.'.", nameof(identifier));
        }
    }

    [GeneratedRegex(@"\A[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?/[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Pattern();
}
