namespace StackOperator.ControllerRuntime.Caching;

/// <summary>What an informer watches.</summary>
public sealed record InformerOptions
{
    /// <summary>Namespaces whose union is the view; empty = all (or a cluster-scoped kind).</summary>
    public IReadOnlyList<string> Namespaces { get; init; } = [];

    /// <summary>Label selector evaluated by the server.</summary>
    public string? LabelSelector { get; init; }

    /// <summary>Field selector evaluated by the server.</summary>
    public string? FieldSelector { get; init; }

    /// <summary>Whether the initial set may come as a stream (WatchList); servers without it are noticed. Default true.</summary>
    public bool WatchList { get; init; } = true;
}
