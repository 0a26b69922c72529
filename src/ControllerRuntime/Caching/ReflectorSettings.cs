namespace StackOperator.ControllerRuntime.Caching;

/// <summary>Times and sizes of a reflector; the defaults are those of the Kubernetes clients in Go.</summary>
internal sealed record ReflectorSettings
{
    public static ReflectorSettings Default { get; } = new();

    /// <summary>Objects a page, where pages do not bypass the server's cache.</summary>
    public int PageSize { get; init; } = 500;

    /// <summary>Longest time a whole list may take.</summary>
    public TimeSpan ListTimeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Shortest time a watch is asked to last; the longest is twice this.</summary>
    public TimeSpan WatchTimeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How long after its time the server may end a watch before the connection counts as dead.</summary>
    public TimeSpan WatchGrace { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>A watch that ends sooner without an event failed.</summary>
    public TimeSpan ShortestWatch { get; init; } = TimeSpan.FromSeconds(1);

    public bool WatchList { get; init; } = true;

    /// <summary>Silence within the initial events of a WatchList after which it counts as unsupported.</summary>
    public TimeSpan WatchListSilence { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Longest time the initial events may take.</summary>
    public TimeSpan WatchListDeadline { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>How long lists are used instead after a WatchList failed.</summary>
    public TimeSpan WatchListPause { get; init; } = TimeSpan.FromHours(1);

    public TimeSpan BackoffFirst { get; init; } = TimeSpan.FromMilliseconds(800);

    public TimeSpan BackoffLast { get; init; } = TimeSpan.FromSeconds(30);

    public TimeSpan BackoffHealthy { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>Internal errors of one watch after which the objects are listed again.</summary>
    public int ErrorsBeforeRelist { get; init; } = 3;
}
