using CsCheck;
using StackOperator.Core.EnvironmentStacks;

namespace StackOperator.Core.Tests.EnvironmentStacks;

public sealed class PromotionGraphTests
{
    private const int Nodes = 8;

    private static readonly Gen<Dictionary<int, IReadOnlyList<int>>> _graph =
        Gen.Select(Gen.Int[0, Nodes - 1], Gen.Int[0, Nodes - 1]).Where(static (a, b) => a != b).Array[0, 16].Select(static edges =>
            Enumerable.Range(0, Nodes).ToDictionary(static n => n, n => (IReadOnlyList<int>)[.. edges.Where(e => e.Item1 == n).Select(static e => e.Item2).Distinct()]));

    [Fact]
    public void A_cycle_is_found_exactly_when_there_is_one_and_is_a_walk_over_edges()
        => _graph.Sample(static graph =>
        {
            var cycle = PromotionGraph.FindCycle(graph);
            (cycle is not null).ShouldBe(Enumerable.Range(0, Nodes).Any(node => Reaches(graph, node, node)));
            if (cycle is not null)
            {
                CheckWalk(graph, cycle);
                cycle.Take(cycle.Count - 1).Distinct().Count().ShouldBe(cycle.Count - 1);
            }
        });

    [Fact]
    public void A_new_edge_closes_a_cycle_exactly_when_its_end_reaches_its_start()
        => Gen.Select(_graph, Gen.Int[0, Nodes - 1], Gen.Int[0, Nodes - 1]).Where(static (_, a, b) => a != b).Sample(static (graph, from, to) =>
        {
            var cycle = PromotionGraph.CycleClosedBy(from, to, graph);
            (cycle is not null).ShouldBe(Reaches(graph, to, from));
            if (cycle is not null)
            {
                (cycle[0], cycle[1], cycle[^1]).ShouldBe((from, to, from));
                CheckWalk(graph, cycle.Skip(1).ToList());
            }
        });

    [Fact]
    public void A_graph_is_looked_at_in_linear_time_however_deep_and_dense_it_is()
    {
        var graph = Enumerable.Range(0, 2000).ToDictionary(static n => n, static n => (IReadOnlyList<int>)[.. Enumerable.Range(n + 1, 2000 - n - 1).Take(100)]);
        PromotionGraph.FindCycle(graph).ShouldBeNull();
        graph[1999] = [0];
        PromotionGraph.FindCycle(graph).ShouldNotBeNull()[0].ShouldBe(0);
    }

    private static void CheckWalk(Dictionary<int, IReadOnlyList<int>> graph, IReadOnlyList<int> walk)
    {
        foreach (var (from, to) in walk.Zip(walk.Skip(1)))
        {
            graph[from].ShouldContain(to);
        }
    }

    private static bool Reaches(Dictionary<int, IReadOnlyList<int>> graph, int from, int to)
    {
        var seen = new HashSet<int>();
        var waiting = new Stack<int>(graph[from]);
        while (waiting.TryPop(out var node))
        {
            if (node == to)
            {
                return true;
            }

            if (seen.Add(node))
            {
                foreach (var next in graph[node])
                {
                    waiting.Push(next);
                }
            }
        }

        return false;
    }
}
