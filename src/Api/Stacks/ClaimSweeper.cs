using StackOperator.Api.Sweeping;
using StackOperator.Store.Claims;

namespace StackOperator.Api.Stacks;

/// <summary>Removes claims whose callers never came back for their answer.</summary>
internal sealed class ClaimSweeper(IdentityClaims claims, TimeProvider time, ILogger<ClaimSweeper> logger)
    : Sweeper(TimeSpan.FromMinutes(10), atStart: false, time, logger)
{
    protected override string Subject => "old claims";

    protected override Task SweepAsync(CancellationToken cancellationToken) => claims.SweepAsync(cancellationToken);
}
