using StackOperator.Api.Problems;
using StackOperator.Core.Stacks;
using StackOperator.Store.Updates;

namespace StackOperator.Api.Updates;

/// <summary>The stack and the update a path names.</summary>
internal static class StackPath
{
    /// <summary>Pattern of every route of a stack, below <c>/api</c>.</summary>
    public const string Stack = "/stacks/{org}/{project}/{stack}";

    /// <summary>Pattern of every route of an update; the word <c>update</c> stands for every kind.</summary>
    public const string Update = Stack + "/update/{update}";

    public static StackIdentity StackOf(HttpContext context) => new(Value(context, "org"), Value(context, "project"), Value(context, "stack"));

    /// <summary>The update; an id that cannot be one is an update that does not exist.</summary>
    public static UpdateAddress UpdateOf(HttpContext context)
    {
        var stack = StackOf(context);
        var text = Value(context, "update");
        return Guid.TryParseExact(text, "D", out var id) ? new UpdateAddress(stack, id) : throw UpdateNotFound(stack).AsException();
    }

    public static ApiProblem StackNotFound(StackIdentity stack) => ApiProblem.NotFound($"stack '{stack}' does not exist");

    public static ApiProblem UpdateNotFound(StackIdentity stack) => ApiProblem.NotFound($"stack '{stack}' has no such update");

    private static string Value(HttpContext context, string name) => (string)context.Request.RouteValues[name]!;
}
