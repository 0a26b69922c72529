using Microsoft.Extensions.Options;
using StackOperator.Api.Problems;
using StackOperator.Core.Budgets;

namespace StackOperator.Api.Requests;

/// <summary>
/// The memory of all request bodies of this process. Bytes as they arrive and bytes after inflating are counted apart: who
/// holds inflated bytes waits for nothing more, so nobody waits for ever.
/// </summary>
internal sealed class BodyMemory(IOptions<BodyMemoryOptions> options, TimeProvider time)
{
    // Bodies below this are as small as the buffers of their connection.
    private const int Uncounted = 64 * 1024;
    private const int MaxWaiting = 1000;
    private static readonly TimeSpan s_retryAfter = TimeSpan.FromSeconds(2);

    private readonly MemoryBudget _wire = Create(options.Value, 1, time);
    private readonly MemoryBudget _text = Create(options.Value, 2, time);

    /// <summary>Bytes of inflated bodies that there is room for now.</summary>
    public long TextLeft => _text.Left;

    /// <summary>Room for bytes as they arrive. Refused with 503 when there is none for too long.</summary>
    public ValueTask<MemoryShare?> ForWireAsync(long bytes, CancellationToken cancellationToken) => TakeAsync(_wire, bytes, cancellationToken);

    /// <summary>Room for inflated bytes. Refused with 503 when there is none for too long.</summary>
    public ValueTask<MemoryShare?> ForTextAsync(long bytes, CancellationToken cancellationToken) => TakeAsync(_text, bytes, cancellationToken);

    /// <summary>More room for a body that turned out longer than announced; it holds some already, so it does not wait.</summary>
    public MemoryShare? Grow(long bytes) => bytes <= Uncounted ? null : _text.TryTake(bytes) ?? throw Busy().AsException();

    private static async ValueTask<MemoryShare?> TakeAsync(MemoryBudget budget, long bytes, CancellationToken cancellationToken) =>
        bytes <= Uncounted ? null : await budget.TakeAsync(bytes, cancellationToken) ?? throw Busy().AsException();

    private static ApiProblem Busy() => ApiProblem.Unavailable("the server holds as many request bodies as its memory takes: repeat the request", s_retryAfter);

    private static MemoryBudget Create(BodyMemoryOptions options, int thirds, TimeProvider time) =>
        new(options.Megabytes * 1024L * 1024L * thirds / 3, TimeSpan.FromSeconds(options.WaitSeconds), MaxWaiting, time);
}
