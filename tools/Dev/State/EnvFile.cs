using System.Text;
using System.Text.RegularExpressions;

namespace StackOperator.Dev.State;

/// <summary>The file that tells a shell about a running installation: <c>. .dev/env</c>.</summary>
internal static partial class EnvFile
{
    public const string ApiUrl = "STACK_API_URL";
    public const string ApiToken = "STACK_API_TOKEN";
    public const string Kubeconfig = "KUBECONFIG";
    public const string DatabaseUrl = "STACK_DATABASE_URL";

    /// <summary>The file's text: one assignment a line, then one export of all.</summary>
    /// <param name="values">The variables.</param>
    /// <param name="programs">A folder to put at the end of <c>PATH</c>; null for none.</param>
    public static string Write(IReadOnlyList<KeyValuePair<string, string>> values, string? programs = null)
    {
        var text = new StringBuilder();
        foreach (var (name, value) in values)
            text.Append(name).Append('=').Append(Quote(value)).Append('\n');
        if (programs is not null)
            text.Append("export PATH=\"$PATH\":").Append(Quote(programs)).Append('\n');
        return text.Append("export ").AppendJoin(' ', values.Select(v => v.Key)).Append('\n').ToString();
    }

    /// <summary>Reads what <see cref="Write"/> wrote; lines that are no assignment are left out.</summary>
    public static IReadOnlyDictionary<string, string> Parse(string text)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var line in text.Split('\n'))
        {
            if (!line.StartsWith("export ", StringComparison.Ordinal) && line.IndexOf('=') is > 0 and var at)
                values[line[..at]] = Unquote(line[(at + 1)..]);
        }

        return values;
    }

    /// <summary>The values of the last <c>up</c>; empty when there was none.</summary>
    public static IReadOnlyDictionary<string, string> Read(LocalState state) =>
        File.Exists(state.EnvFile) ? Parse(File.ReadAllText(state.EnvFile)) : new Dictionary<string, string>();

    private static string Quote(string value) => Plain().IsMatch(value) ? value : $"'{value.Replace("'", "'\\''")}'";

    private static string Unquote(string value) => value is ['\'', .. var inner, '\''] ? inner.Replace("'\\''", "'") : value;

    [GeneratedRegex("^[A-Za-z0-9_./:@%+=,-]+$")]
    private static partial Regex Plain();
}
