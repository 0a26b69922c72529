using System.Diagnostics;
using System.IO.Pipelines;
using System.Text;
using StackOperator.ControllerRuntime.Tests.Widgets;
using StackOperator.Testing;
using static StackOperator.ControllerRuntime.Tests.Widgets.ScriptedServer;

namespace StackOperator.ControllerRuntime.Tests.Caching;

/// <summary>Runs alone: it measures the heap of the process.</summary>
[Collection(nameof(ScaleTests))]
public sealed class ScaleTests
{
    private const int Objects = 50_000;
    private const string Managed = """[{"manager":"kubectl","operation":"Apply","apiVersion":"cache.test/v1","time":"2026-01-01T00:00:00Z","fieldsType":"FieldsV1","fieldsV1":{"f:spec":{"f:color":{},"f:text":{},"f:size":{}},"f:metadata":{"f:labels":{".":{},"f:app":{}}}}}]""";

    // 50: the bytes, headers and keys of 50 k objects of about 1 kB each leave 60 MB of 150 for the runtime and the rest of the process.
    [Fact]
    public async Task Fifty_thousand_objects_fit_into_ninety_megabytes_of_heap()
    {
        var before = GC.GetTotalMemory(forceFullCollection: true);
        using var server = new ScriptedServer((_, query) => query.Contains("watch=true") ? SilentWatch() : new() { Content = new StreamContent(new LongList(Objects)) });
        await using var view = WidgetView.Start(server.Client, server.Connection, new(), WidgetView.Fast with { WatchList = false });
        await view.Informer.WaitForSyncAsync(TestContext.Current.CancellationToken);
        view.Heard.Clear();
        view.Told.Clear();
        view.Informer.Count.ShouldBe(Objects);
        var kept = GC.GetTotalMemory(forceFullCollection: true) - before;
        TestContext.Current.SendDiagnosticMessage($"{kept / Objects} bytes an object");
        kept.ShouldBeLessThan(90_000_000);
    }

    [Fact]
    public async Task A_burst_of_twenty_thousand_events_reaches_a_handler_whole_and_in_order()
    {
        var pipe = new Pipe(new(pauseWriterThreshold: 1 << 20, resumeWriterThreshold: 1 << 19));
        using var server = new ScriptedServer((_, query) => query.Contains("watch=true") ? OpenWatch(pipe) : List("1"));
        await using var view = WidgetView.Start(server.Client, server.Connection, new(), WidgetView.Fast with { WatchList = false });
        await view.Informer.WaitForSyncAsync(TestContext.Current.CancellationToken);
        var clock = Stopwatch.StartNew();
        for (var i = 0; i < 20_000; i++)
            await pipe.Writer.WriteAsync(Encoding.UTF8.GetBytes(Event("ADDED", LongList.Item(i)) + "\n"));
        await Eventually.UntilAsync(() => view.Heard.Count == 20_000, within: TimeSpan.FromMinutes(2));
        TestContext.Current.SendDiagnosticMessage($"{20_000 / clock.Elapsed.TotalSeconds:0} events a second");
        view.Heard.ShouldBe(Enumerable.Range(0, 20_000).Select(i => $"added widget-number-{i}"));
    }

    /// <summary>A list that is made while it is read, so that the test itself holds none of it.</summary>
    private sealed class LongList(int count) : Stream
    {
        private byte[] _piece = [.. """{"kind":"WidgetList","apiVersion":"cache.test/v1","items":["""u8];
        private int _offset;
        private int _next;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => 0; set => throw new NotSupportedException(); }

        public static string Item(int i) =>
            $$"""{"apiVersion":"cache.test/v1","kind":"Widget","metadata":{"creationTimestamp":"2026-01-01T00:00:00Z","generation":1,"labels":{"app":"x"},"managedFields":{{Managed}},"name":"widget-number-{{i}}","namespace":"default","resourceVersion":"{{1000 + i}}","""
            + $$"""
            "uid":"00000000-0000-0000-0000-{{i:D12}}"}, "spec": {"color":"red","text":"{{new string('t', 500)}}"} }
            """;

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override int Read(Span<byte> buffer)
        {
            if (_offset == _piece.Length)
            {
                _offset = 0;
                _piece = Encoding.UTF8.GetBytes(_next < count ? (_next == 0 ? "" : ",") + Item(_next) : _next == count ? """],"metadata":{"resourceVersion":"99999"}}""" : "");
                _next++;
            }

            var length = Math.Min(buffer.Length, _piece.Length - _offset);
            _piece.AsSpan(_offset, length).CopyTo(buffer);
            _offset += length;
            return length;
        }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => ValueTask.FromResult(Read(buffer.Span));

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}

/// <summary>Keeps other tests away while the heap is measured.</summary>
[CollectionDefinition(nameof(ScaleTests), DisableParallelization = true)]
public sealed class ScaleCollection;
