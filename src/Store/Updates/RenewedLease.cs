using StackOperator.Core.Updates;

namespace StackOperator.Store.Updates;

/// <summary>The answer to a renewal.</summary>
/// <param name="Verdict"><see cref="UpdateVerdict.Proceed"/> when renewed; null when there is no such update below the stack.</param>
/// <param name="Until">New end of the lease, without the grace time.</param>
public sealed record RenewedLease(UpdateVerdict? Verdict, DateTimeOffset Until = default);
