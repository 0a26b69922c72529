namespace StackOperator.Core.Journal;

/// <summary>What a replay takes from its surroundings; goes into the manifest of the built deployment.</summary>
/// <param name="Now">Time of the build.</param>
/// <param name="CliVersion">Version of the client that wrote the journal, as it writes it in manifests (<c>v3.260.0</c>); empty when unknown.</param>
public sealed record JournalReplayContext(DateTimeOffset Now, string CliVersion);
