namespace StackOperator.Testing.Faults;

/// <summary>Which requests go wrong.</summary>
/// <param name="Fault">What goes wrong.</param>
public sealed record FaultRule(Fault Fault)
{
    private int _seen;
    private int _hits;

    /// <summary>Part of the path, such as <c>/stacks</c>; empty = every path.</summary>
    public string Path { get; init; } = "";

    /// <summary>Kind of request.</summary>
    public FaultTarget Target { get; init; } = FaultTarget.Any;

    /// <summary>Part of the query string, such as <c>sendInitialEvents</c>; empty = every query.</summary>
    public string Query { get; init; } = "";

    /// <summary>Matching requests that pass first.</summary>
    public int Skip { get; init; }

    /// <summary>Requests that go wrong; null = all.</summary>
    public int? Times { get; init; }

    /// <summary>How often the rule has struck.</summary>
    public int Hits => Volatile.Read(ref _hits);

    internal bool Strikes(ProxiedRequest request)
    {
        if (!request.Path.Contains(Path, StringComparison.Ordinal) || !request.Query.Contains(Query, StringComparison.Ordinal) || !Matches(request))
            return false;
        var position = Interlocked.Increment(ref _seen) - Skip;
        if (position < 1 || position > (Times ?? int.MaxValue))
            return false;
        Interlocked.Increment(ref _hits);
        return true;
    }

    private bool Matches(ProxiedRequest request) => Target switch
    {
        FaultTarget.List => request.Method == "GET" && !request.IsWatch,
        FaultTarget.Watch => request.IsWatch,
        FaultTarget.Write => request.Method != "GET",
        _ => true,
    };
}
