namespace StackOperator.Api.Updates;

/// <summary>The version of the Pulumi CLI, out of its <c>User-Agent: pulumi-cli/1 (v3.260.0; linux; …)</c>.</summary>
internal static class CliVersion
{
    private const int MaxLength = 64;

    /// <summary>The version as the CLI writes it in manifests, or an empty text.</summary>
    public static string Of(HttpContext context)
    {
        var agent = context.Request.Headers.UserAgent.ToString();
        const string Start = "pulumi-cli/1 (";
        if (!agent.StartsWith(Start, StringComparison.Ordinal))
        {
            return string.Empty;
        }

        var rest = agent.AsSpan(Start.Length);
        var end = rest.IndexOfAny(';', ')');
        var version = end < 0 ? default : rest[..end].Trim();
        return version.Length <= MaxLength && !version.ContainsAnyExceptInRange('!', '~') ? version.ToString() : string.Empty;
    }
}
