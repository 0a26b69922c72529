using StackOperator.Api.Problems;
using StackOperator.Api.Stacks;
using StackOperator.Core.Stacks;
using StackOperator.Store.Updates;

namespace StackOperator.Api.Updates;

/// <summary>The update a path names.</summary>
internal static class UpdateRoute
{
    /// <summary>Route of one update; the word <c>update</c> stands for every kind.</summary>
    public const string Update = StackRoute.Stack + "/update/{update}";

    /// <summary>The update; an id that cannot be one is an update that does not exist.</summary>
    public static UpdateAddress AddressOf(HttpContext context)
    {
        var stack = StackRoute.IdentityOf(context);
        return Guid.TryParseExact((string?)context.Request.RouteValues["update"], "D", out var id)
            ? new UpdateAddress(stack, id)
            : throw Unknown(stack).AsException();
    }

    /// <summary>404 for an update.</summary>
    public static ApiProblem Unknown(StackIdentity stack) => ApiProblem.NotFound($"stack '{stack}' has no such update");
}
