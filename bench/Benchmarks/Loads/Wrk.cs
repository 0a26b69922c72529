using System.Globalization;
using System.Text.RegularExpressions;
using CliWrap;
using CliWrap.Buffered;

namespace StackOperator.Benchmarks.Loads;

/// <summary>The load generator wrk: cheap enough to share two cores with the server under test.</summary>
internal static partial class Wrk
{
    /// <summary>Whether wrk is on the PATH.</summary>
    public static bool IsAvailable { get; } = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(folder => File.Exists(Path.Combine(folder, "wrk")));

    /// <summary>GETs one URL over a number of connections for a time.</summary>
    public static async Task<LoadResult> RunAsync(string url, IReadOnlyDictionary<string, string> headers, int connections, TimeSpan duration, CancellationToken cancellationToken)
    {
        var seconds = ((int)duration.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        string[] arguments = ["-t1", $"-c{connections}", $"-d{seconds}s", "--latency", .. headers.SelectMany(header => (string[])["-H", $"{header.Key}: {header.Value}"]), url];
        var output = (await Cli.Wrap("wrk").WithArguments(arguments).ExecuteBufferedAsync(cancellationToken)).StandardOutput;
        return Parse(output);
    }

    /// <summary>Reads the report of wrk.</summary>
    public static LoadResult Parse(string output)
    {
        var total = Total().Match(output);
        var refused = Refused().Match(output) is { Success: true } match ? long.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture) : 0;
        var count = long.Parse(total.Groups[1].Value, CultureInfo.InvariantCulture);
        return new LoadResult(count - refused, refused, Duration(total.Groups[2].Value), Latency(output, "50%"), Latency(output, "99%"));
    }

    private static TimeSpan Latency(string output, string quantile)
        => Duration(Regex.Match(output, $@"^\s+{quantile}\s+(\S+)", RegexOptions.Multiline, TimeSpan.FromSeconds(1)).Groups[1].Value);

    private static TimeSpan Duration(string text)
    {
        var match = Amount().Match(text);
        var value = double.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture);
        return match.Groups[2].Value switch
        {
            "us" => TimeSpan.FromMicroseconds(value),
            "ms" => TimeSpan.FromMilliseconds(value),
            "m" => TimeSpan.FromMinutes(value),
            _ => TimeSpan.FromSeconds(value),
        };
    }

    [GeneratedRegex(@"(\d+) requests in ([\d.]+\w+)")]
    private static partial Regex Total();

    [GeneratedRegex(@"Non-2xx or 3xx responses: (\d+)")]
    private static partial Regex Refused();

    [GeneratedRegex(@"([\d.]+)(\w+)")]
    private static partial Regex Amount();
}
