using System.Text.Json;
using StackOperator.Api.Problems;
using StackOperator.Core.Stacks;

namespace StackOperator.Api.Stacks;

/// <summary>Used while no state store is registered: refuses instead of dropping silently.</summary>
internal sealed class NoInitialState : IInitialState
{
    public ApiProblem? Check(JsonElement? state) =>
        state is null or { ValueKind: JsonValueKind.Null } ? null : ApiProblem.BadRequest("'state' is not supported: create the stack and import its state");

    public Task SaveAsync(StackIdentity identity, JsonElement state, string login, CancellationToken cancellationToken) => Task.CompletedTask;
}
