using StackOperator.Core.Updates;

namespace StackOperator.Store.Updates;

/// <summary>What is asked about one update.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Kind">What it does.</param>
/// <param name="Status">Where it stands.</param>
/// <param name="DryRun">Whether it leaves the state alone.</param>
/// <param name="Author">Login of who created it.</param>
/// <param name="Fault">Why its journal gave no state, and where; null when there is no such fault. Holds no values of the state.</param>
public sealed record UpdateSummary(Guid Id, UpdateKind Kind, UpdateStatus Status, bool DryRun, string Author, string? Fault);
