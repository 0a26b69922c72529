using System.Collections.Immutable;

namespace StackOperator.Testing.Faults;

/// <summary>The rules of a proxy; they may change while it runs.</summary>
public sealed class FaultRules
{
    private ImmutableArray<FaultRule> _rules = [];

    /// <summary>Adds a rule and returns it, for reading its hits.</summary>
    public FaultRule Add(FaultRule rule)
    {
        ImmutableInterlocked.Update(ref _rules, rules => rules.Add(rule));
        return rule;
    }

    /// <summary>Adds a rule for a kind of request.</summary>
    /// <param name="target">Kind of request.</param>
    /// <param name="fault">What goes wrong.</param>
    /// <param name="path">Part of the path.</param>
    /// <param name="times">Requests that go wrong; null = all.</param>
    public FaultRule Add(FaultTarget target, Fault fault, string path = "", int? times = null) =>
        Add(new FaultRule(fault) { Target = target, Path = path, Times = times });

    /// <summary>Removes all rules; requests under way keep theirs.</summary>
    public void Clear() => ImmutableInterlocked.Update(ref _rules, _ => []);

    internal Fault[] For(ProxiedRequest request) => [.. _rules.Where(r => r.Strikes(request)).Select(r => r.Fault.ForRequest())];
}
