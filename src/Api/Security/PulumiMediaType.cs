using System.Globalization;
using Microsoft.Extensions.Primitives;

namespace StackOperator.Api.Security;

/// <summary>The media type by which clients ask for a level of the API: <c>application/vnd.pulumi+N</c>.</summary>
internal static class PulumiMediaType
{
    public const string Example = Prefix + "8";

    private const string Prefix = "application/vnd.pulumi+";

    /// <summary>True when one of the values (repeated headers, comma lists, parameters allowed) names a level from 1 on.</summary>
    public static bool IsAccepted(StringValues accept)
    {
        foreach (var header in accept)
        {
            foreach (var range in header.AsSpan().Split(','))
            {
                if (IsLevel(header.AsSpan(range.Start.Value, range.End.Value - range.Start.Value)))
                {
                    return true;
                }
            }
        }

        return false;
    }

    private static bool IsLevel(ReadOnlySpan<char> value)
    {
        var parameters = value.IndexOf(';');
        value = (parameters < 0 ? value : value[..parameters]).Trim();
        return value.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase)
            && int.TryParse(value[Prefix.Length..], NumberStyles.None, CultureInfo.InvariantCulture, out var level)
            && level >= 1;
    }
}
