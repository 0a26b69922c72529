using System.Globalization;
using System.Text.RegularExpressions;

namespace StackOperator.ControllerRuntime.Generators;

/// <summary>Order of API versions: v2 after v1, v1 after v1beta2, v1beta1 after v1alpha3; other names come first, by text.</summary>
internal sealed partial class KubernetesVersionOrder : IComparer<string>
{
    public static readonly KubernetesVersionOrder Instance = new();

    public int Compare(string? x, string? y)
    {
        var (left, right) = (Rank(x ?? string.Empty), Rank(y ?? string.Empty));
        var byRank = left.CompareTo(right);
        return byRank != 0 ? byRank : string.CompareOrdinal(x, y);
    }

    private static (int Stage, int Major, int Minor) Rank(string version)
    {
        var match = Pattern().Match(version);
        if (!match.Success)
        {
            return (0, 0, 0);
        }

        var stage = match.Groups["stage"].Value switch { "alpha" => 1, "beta" => 2, _ => 3 };
        return (stage, Number(match.Groups["major"].Value), Number(match.Groups["minor"].Value));
    }

    private static int Number(string digits) => int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;

    [GeneratedRegex("^v(?<major>[0-9]{1,6})((?<stage>alpha|beta)(?<minor>[0-9]{1,6}))?$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Pattern();
}
