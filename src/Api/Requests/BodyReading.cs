using System.IO.Compression;
using StackOperator.Api.Problems;
using StackOperator.Core.Budgets;

namespace StackOperator.Api.Requests;

/// <summary>One body on its way into memory: never more than the limit of its route, every large buffer counted before it is made.</summary>
internal sealed class BodyReading(BodyMemory memory, long limit)
{
    private const int FirstBuffer = 4096;
    private readonly List<MemoryShare> _shares = [];
    private readonly List<BodyBuffer> _buffers = [];

    public static ApiProblem TooLarge(long limit) => ApiProblem.TooLarge($"the body is larger than {limit} bytes, the limit of this route (after decompression)");

    /// <summary>The bytes as they arrive.</summary>
    public async ValueTask<BodyBuffer> ReceiveAsync(HttpRequest request, bool isGzip, CancellationToken cancellationToken)
    {
        var expected = request.ContentLength ?? 0;
        Keep(isGzip ? await memory.ForWireAsync(expected, cancellationToken) : await memory.ForTextAsync(expected, cancellationToken));
        var buffer = Create(expected);
        try
        {
            int count;
            while ((count = await request.Body.ReadAsync(buffer.Free, cancellationToken)) > 0)
            {
                Advance(buffer, count);
            }
        }
        catch (BadHttpRequestException exception) when (exception.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            throw TooLarge(limit).AsException();
        }

        return buffer;
    }

    /// <summary>The text of a gzip body. Broken gzip is 400.</summary>
    public async ValueTask<BodyBuffer> InflateAsync(BodyBuffer wire, CancellationToken cancellationToken)
    {
        if (!GzipMember.TryReadLength(wire.Written.Span, out var expected) && wire.Length > 0)
        {
            throw Broken().AsException();
        }

        if (expected > limit)
        {
            throw TooLarge(limit).AsException();
        }

        Keep(await memory.ForTextAsync(expected, cancellationToken));
        var buffer = Create(expected);
        await using var gzip = new GZipStream(wire.OpenWritten(), CompressionMode.Decompress);
        try
        {
            int count;
            while ((count = await gzip.ReadAsync(buffer.Free, cancellationToken)) > 0)
            {
                Advance(buffer, count);
            }
        }
        catch (InvalidDataException)
        {
            throw Broken().AsException();
        }

        // The decoder takes a stream that was cut off for one that has ended.
        return buffer.Length == expected ? buffer : throw Broken().AsException();
    }

    /// <summary>Hands everything over.</summary>
    public PooledBody Finish(BodyBuffer text, BodyBuffer? wire) => new(text, wire, _shares);

    /// <summary>Gives everything back.</summary>
    public void GiveUp()
    {
        _buffers.ForEach(static buffer => buffer.Dispose());
        _shares.ForEach(static share => share.Dispose());
    }

    private static ApiProblem Broken() => ApiProblem.BadRequest("the body is not one whole gzip member");

    private BodyBuffer Create(long expected)
    {
        // One byte more, so that the end is found without growing.
        var buffer = new BodyBuffer(Math.Max(expected + 1, FirstBuffer));
        _buffers.Add(buffer);
        return buffer;
    }

    private void Advance(BodyBuffer buffer, int count)
    {
        buffer.Advance(count);
        if (buffer.Length > limit)
        {
            throw TooLarge(limit).AsException();
        }

        if (buffer.Free.IsEmpty)
        {
            var more = Math.Min(buffer.Capacity, limit + 1 - buffer.Capacity);
            Keep(memory.Grow(more));
            buffer.Grow(buffer.Capacity + more);
        }
    }

    private void Keep(MemoryShare? share)
    {
        if (share is not null)
        {
            _shares.Add(share);
        }
    }
}
