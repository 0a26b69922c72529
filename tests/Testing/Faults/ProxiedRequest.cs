namespace StackOperator.Testing.Faults;

/// <summary>A request that arrived at the proxy.</summary>
/// <param name="Method">HTTP method.</param>
/// <param name="Path">Path.</param>
/// <param name="Query">Query string with its question mark, or empty.</param>
/// <param name="Body">Body of a write, else empty.</param>
public sealed record ProxiedRequest(string Method, string Path, string Query, string Body)
{
    /// <summary>Whether it is a watch.</summary>
    public bool IsWatch => Query.Contains("watch=true", StringComparison.Ordinal) || Query.Contains("watch=1", StringComparison.Ordinal);

    /// <summary>Value of a query parameter; null when absent.</summary>
    public string? Parameter(string name) => Microsoft.AspNetCore.WebUtilities.QueryHelpers.ParseQuery(Query).TryGetValue(name, out var value) ? value.ToString() : null;
}
