using StackOperator.Api.Sweeping;
using StackOperator.Store.Idempotency;

namespace StackOperator.Api.Idempotency;

/// <summary>Removes answers whose time is over.</summary>
internal sealed class IdempotencySweeper(IdempotencyStore store, TimeProvider time, ILogger<IdempotencySweeper> logger)
    : Sweeper(TimeSpan.FromMinutes(30), atStart: false, time, logger)
{
    protected override string Subject => "old idempotency keys";

    protected override Task SweepAsync(CancellationToken cancellationToken) => store.SweepAsync(cancellationToken);
}
