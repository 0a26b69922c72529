using StackOperator.Core.Updates;

namespace StackOperator.Store.Updates;

/// <summary>Some events of an update, in order.</summary>
/// <param name="Status">Where the update stands; read before the events, so an ended update with no more events has none to come.</param>
/// <param name="Events">The events.</param>
/// <param name="More">Whether the page was cut off.</param>
public sealed record EventPage(UpdateStatus Status, IReadOnlyList<EngineEventRow> Events, bool More);
