namespace StackOperator.Core.EnvironmentStacks;

/// <summary>Looks for cycles in a graph of promotions or dependencies.</summary>
public static class PromotionGraph
{
    /// <summary>Finds a cycle of more than one node; edges from a node to itself and to nodes that have no entry are left out.</summary>
    /// <param name="edges">The targets of each node.</param>
    /// <param name="comparer">Compares nodes.</param>
    /// <returns>The nodes of one cycle in order, the first again at the end; null when there is none.</returns>
    public static IReadOnlyList<T>? FindCycle<T>(IReadOnlyDictionary<T, IReadOnlyList<T>> edges, IEqualityComparer<T>? comparer = null)
        where T : notnull
    {
        var same = comparer ?? EqualityComparer<T>.Default;
        var done = new HashSet<T>(same);
        var onPath = new HashSet<T>(same);
        // The path from the start to the node that is looked at, with the number of its target that comes next.
        var path = new Stack<(T Node, int Next)>();
        foreach (var start in edges.Keys)
        {
            if (!done.Contains(start))
            {
                Enter(start);
            }

            while (path.TryPop(out var top))
            {
                var targets = edges[top.Node];
                if (top.Next == targets.Count)
                {
                    done.Add(top.Node);
                    onPath.Remove(top.Node);
                    continue;
                }

                path.Push((top.Node, top.Next + 1));
                var target = targets[top.Next];
                if (onPath.Contains(target) && !same.Equals(target, top.Node))
                {
                    return CycleOf(path, target, same);
                }

                if (!done.Contains(target) && !onPath.Contains(target) && edges.ContainsKey(target))
                {
                    Enter(target);
                }
            }
        }

        return null;

        void Enter(T node)
        {
            path.Push((node, 0));
            onPath.Add(node);
        }
    }

    /// <summary>The way over existing edges by which a new edge would close a cycle.</summary>
    /// <param name="from">Where the new edge starts.</param>
    /// <param name="to">Where it ends.</param>
    /// <param name="edges">The existing targets of a node; none when it has no entry.</param>
    /// <returns>The cycle: from, to, …, from; null when the edge closes none.</returns>
    public static IReadOnlyList<T>? CycleClosedBy<T>(T from, T to, IReadOnlyDictionary<T, IReadOnlyList<T>> edges)
        where T : notnull
    {
        var cameFrom = new Dictionary<T, T>();
        var waiting = new Queue<T>([to]);
        var seen = new HashSet<T> { to };
        while (waiting.TryDequeue(out var node))
        {
            if (EqualityComparer<T>.Default.Equals(node, from))
            {
                return WayBack(from, to, cameFrom);
            }

            foreach (var target in edges.GetValueOrDefault(node) ?? [])
            {
                if (seen.Add(target))
                {
                    cameFrom[target] = node;
                    waiting.Enqueue(target);
                }
            }
        }

        return null;
    }

    private static List<T> CycleOf<T>(Stack<(T Node, int Next)> path, T closing, IEqualityComparer<T> same)
    {
        var cycle = new List<T> { closing };
        foreach (var (node, _) in path)
        {
            cycle.Add(node);
            if (same.Equals(node, closing))
            {
                break;
            }
        }

        cycle.Reverse();
        return cycle;
    }

    private static List<T> WayBack<T>(T from, T to, Dictionary<T, T> cameFrom)
        where T : notnull
    {
        var way = new List<T> { from };
        while (!EqualityComparer<T>.Default.Equals(way[^1], to))
        {
            way.Add(cameFrom[way[^1]]);
        }

        way.Add(from);
        way.Reverse();
        return way;
    }
}
