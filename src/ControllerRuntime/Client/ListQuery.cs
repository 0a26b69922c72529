using System.Globalization;

namespace StackOperator.ControllerRuntime.Client;

/// <summary>Which list to ask for.</summary>
/// <param name="ResourceVersion">Null or empty: the newest, read from storage. "0": whatever the server has cached. Else: not older than this.</param>
/// <param name="Limit">Objects a page.</param>
/// <param name="Continue">Token of a following page; such a request must not carry a version.</param>
internal readonly record struct ListQuery(string? ResourceVersion = null, int? Limit = null, string? Continue = null)
{
    public IEnumerable<(string Name, string? Value)> Parameters()
    {
        yield return ("limit", Limit?.ToString(CultureInfo.InvariantCulture));
        yield return ("continue", Continue);
        if (Continue is not null || string.IsNullOrEmpty(ResourceVersion))
            yield break;
        yield return ("resourceVersion", ResourceVersion);
        yield return ("resourceVersionMatch", ResourceVersion == "0" ? null : "NotOlderThan");
    }
}
