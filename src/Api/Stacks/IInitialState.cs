using System.Text.Json;
using StackOperator.Api.Problems;
using StackOperator.Core.Stacks;

namespace StackOperator.Api.Stacks;

/// <summary>Keeps the first deployment that a create call may carry.</summary>
public interface IInitialState
{
    /// <summary>Looks at it before anything is created; a problem refuses the whole call.</summary>
    ApiProblem? Check(JsonElement? state);

    /// <summary>Saves it; a repetition for the same stack gives the same result.</summary>
    Task SaveAsync(StackIdentity identity, JsonElement state, string login, CancellationToken cancellationToken);
}
