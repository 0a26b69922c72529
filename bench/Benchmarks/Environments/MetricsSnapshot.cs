using System.Globalization;

namespace StackOperator.Benchmarks.Environments;

/// <summary>The samples of a Prometheus text page.</summary>
internal sealed class MetricsSnapshot
{
    private readonly List<(string Series, double Value)> _samples = [];

    /// <summary>Reads a page.</summary>
    public static MetricsSnapshot Parse(string text)
    {
        var snapshot = new MetricsSnapshot();
        foreach (var line in text.Split('\n'))
        {
            var end = line.LastIndexOf('}') is >= 0 and var brace ? brace + 1 : line.IndexOf(' ');
            if (line.Length == 0 || line[0] == '#' || end <= 0)
            {
                continue;
            }

            var value = line[end..].Split(' ', StringSplitOptions.RemoveEmptyEntries)[0];
            if (double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
            {
                snapshot._samples.Add((line[..end], number));
            }
        }

        return snapshot;
    }

    /// <summary>Sum of a metric's series.</summary>
    public double Sum(string metric)
        => _samples.Where(sample => sample.Series == metric || sample.Series.StartsWith(metric + "{", StringComparison.Ordinal)).Sum(sample => sample.Value);

    /// <summary>Sum of a metric's series with one of the methods.</summary>
    public double SumMethods(string metric, params string[] methods)
        => _samples.Where(sample => sample.Series.StartsWith(metric + "{", StringComparison.Ordinal) && Array.Exists(methods, method => sample.Series.Contains($"\"{method}\"", StringComparison.OrdinalIgnoreCase)))
            .Sum(sample => sample.Value);
}
