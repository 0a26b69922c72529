using System.Runtime.InteropServices;
using System.Text.Json;
using StackOperator.Api.Problems;
using StackOperator.Api.Stacks;
using StackOperator.Api.Updates;
using StackOperator.Core.Deployments;
using StackOperator.Core.Stacks;
using StackOperator.Store.Updates;

namespace StackOperator.Api.State;

/// <summary>Keeps the state a stack is created with, as version 0.</summary>
internal sealed class InitialState(StateImporter importer) : IInitialState
{
    /// <inheritdoc/>
    public ApiProblem? Check(JsonElement? state) =>
        state is not { ValueKind: not JsonValueKind.Null } given || DeploymentEnvelope.TryParse(TextOf(given), out _, out var refusal)
            ? null
            : ApiProblem.BadRequest($"state: {refusal.Message}");

    /// <inheritdoc/>
    public async Task SaveAsync(StackIdentity identity, JsonElement state, string login, CancellationToken cancellationToken)
    {
        if (state.ValueKind != JsonValueKind.Null && await importer.SaveInitialAsync(identity, TextOf(state), cancellationToken) is { } refusal)
        {
            throw UpdateProblems.Of(refusal).AsException();
        }
    }

    private static byte[] TextOf(JsonElement state) => JsonMarshal.GetRawUtf8Value(state).ToArray();
}
