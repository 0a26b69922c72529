namespace StackOperator.Core.EnvironmentStacks;

/// <summary>Collects violations; more than a person can read are not kept.</summary>
internal sealed class ViolationList
{
    private const int MaxKept = 200;
    private readonly List<Violation> _violations = [];

    public int Count => _violations.Count;

    public void Add(string field, string code, string message, string? value = null)
    {
        if (_violations.Count < MaxKept)
        {
            _violations.Add(new Violation(field, code, message, value is null ? null : Violation.Shown(value)));
        }
    }

    public IReadOnlyList<Violation> ToList() => _violations;
}
