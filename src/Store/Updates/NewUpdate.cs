using StackOperator.Core.Updates;

namespace StackOperator.Store.Updates;

/// <summary>What a create call says. JSON values are kept as they came; null when absent.</summary>
/// <param name="Kind">What it will do.</param>
/// <param name="DryRun">Whether it must leave the state alone; previews always do.</param>
/// <param name="Author">Login of the caller.</param>
/// <param name="Message">JSON string.</param>
/// <param name="Environment">JSON object of strings.</param>
/// <param name="Config">JSON object of configuration values; secrets are ciphertexts.</param>
public sealed record NewUpdate(
    UpdateKind Kind,
    bool DryRun,
    string Author,
    ReadOnlyMemory<byte>? Message,
    ReadOnlyMemory<byte>? Environment,
    ReadOnlyMemory<byte>? Config);
