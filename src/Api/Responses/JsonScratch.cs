using System.Buffers;
using System.Text.Json;

namespace StackOperator.Api.Responses;

/// <summary>A reused buffer and JSON writer for answers that are written by hand. Dispose it to give it back.</summary>
public sealed class JsonScratch : IDisposable
{
    private const int LargestKept = 256 * 1024;

    [ThreadStatic]
    private static JsonScratch? _kept;

    private readonly ArrayBufferWriter<byte> _buffer = new(1024);

    private JsonScratch() => Writer = new Utf8JsonWriter(_buffer, JsonAnswer.WriterOptions);

    /// <summary>Writes to the buffer.</summary>
    public Utf8JsonWriter Writer { get; }

    /// <summary>What was written so far.</summary>
    public ReadOnlySpan<byte> Written
    {
        get
        {
            Writer.Flush();
            return _buffer.WrittenSpan;
        }
    }

    /// <summary>Takes the thread's own, or makes one.</summary>
    public static JsonScratch Rent()
    {
        var scratch = _kept ?? new JsonScratch();
        _kept = null;
        return scratch;
    }

    /// <summary>Sends what was written as the answer, with its length.</summary>
    public async ValueTask SendAsync(HttpContext context)
    {
        Writer.Flush();
        var response = context.Response;
        response.ContentType = "application/json";
        response.ContentLength = _buffer.WrittenCount;
        response.BodyWriter.Write(_buffer.WrittenSpan);
        await response.BodyWriter.FlushAsync(context.RequestAborted);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_buffer.Capacity > LargestKept)
        {
            Writer.Dispose();
            return;
        }

        _buffer.ResetWrittenCount();
        Writer.Reset();
        _kept = this;
    }
}
