namespace StackOperator.LocalServices.Processes;

/// <summary>Keeps this process and those it starts from asking a proxy for servers on this machine.</summary>
public static class LoopbackProxy
{
    private static readonly string[] _local = ["127.0.0.1", "localhost"];

    /// <summary>Completes <c>NO_PROXY</c>, in both spellings that programs read. To be called before the first request.</summary>
    public static void Bypass()
    {
        foreach (var name in new[] { "NO_PROXY", "no_proxy" })
            Environment.SetEnvironmentVariable(name, With(Environment.GetEnvironmentVariable(name)));
    }

    /// <summary>The list with this machine's names.</summary>
    internal static string With(string? list)
    {
        var hosts = (list ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return hosts.Contains("*") ? "*" : string.Join(',', hosts.Union(_local));
    }
}
