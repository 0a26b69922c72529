using System.Globalization;

namespace StackOperator.ControllerRuntime.Client;

/// <summary>Which watch to ask for.</summary>
/// <param name="ResourceVersion">Where to start; empty only together with <paramref name="InitialEvents"/>.</param>
/// <param name="Timeout">When the server should end it.</param>
/// <param name="InitialEvents">Whether the present objects come first (WatchList).</param>
internal readonly record struct WatchQuery(string? ResourceVersion, TimeSpan Timeout, bool InitialEvents = false)
{
    public IEnumerable<(string Name, string? Value)> Parameters()
    {
        yield return ("watch", "true");
        yield return ("allowWatchBookmarks", "true");
        yield return ("timeoutSeconds", ((int)Timeout.TotalSeconds).ToString(CultureInfo.InvariantCulture));
        yield return ("resourceVersion", string.IsNullOrEmpty(ResourceVersion) ? null : ResourceVersion);
        if (!InitialEvents)
            yield break;
        yield return ("sendInitialEvents", "true");
        yield return ("resourceVersionMatch", "NotOlderThan");
    }
}
