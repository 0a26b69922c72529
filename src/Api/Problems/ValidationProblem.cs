using StackOperator.Core.EnvironmentStacks;

namespace StackOperator.Api.Problems;

/// <summary>Problems that are made of many faults.</summary>
internal static class ValidationProblem
{
    /// <summary>The faults of a body: those of its form, and those of its values where the form was right. Null when there are none.</summary>
    public static ApiProblem? Of(IReadOnlyList<ProblemItem> form, IReadOnlyList<Violation> values)
    {
        var spoilt = form.Select(static item => item.Field).ToHashSet(StringComparer.Ordinal);
        var conflicts = values.Count > 0 && values[0].IsConflict && form.Count == 0;
        List<ProblemItem> items = [.. form, .. values.Where(violation => !spoilt.Contains(violation.Field)).Select(Of)];
        return items.Count == 0 ? null : Of(conflicts ? StatusCodes.Status409Conflict : StatusCodes.Status400BadRequest, items);
    }

    /// <summary>One problem for several faults; the first gives its code.</summary>
    public static ApiProblem Of(int status, IReadOnlyList<ProblemItem> items)
    {
        var first = items[0];
        var text = first.Field is null ? first.Detail : $"{first.Field}: {first.Detail}";
        return new ApiProblem(status, items.Count == 1 ? text : $"{text}; and {items.Count - 1} more, see errors", Reference: first.Code) { Items = items };
    }

    private static ProblemItem Of(Violation violation) => new(violation.Field, violation.Code, violation.Message)
    {
        Value = violation.Value,
        Path = violation.IsConflict ? violation.Value?.Split(" -> ") : null,
    };
}
