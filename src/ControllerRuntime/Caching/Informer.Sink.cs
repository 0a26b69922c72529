using System.Text.Json;
using Microsoft.Extensions.Logging;
using StackOperator.ControllerRuntime.Abstractions.Entities;

namespace StackOperator.ControllerRuntime.Caching;

internal sealed partial class Informer<TEntity>
{
    /// <summary>Takes what one reflector saw into the store; whatever cannot be read is counted and skipped.</summary>
    private sealed class Sink(Informer<TEntity> informer, string? @namespace) : IReflectorSink
    {
        private readonly ObjectReader _reader = new();
        private bool _committed;

        public Replacement StartReplacement() => new();

        public void Collect(Replacement replacement, ReadOnlySpan<byte> json)
        {
            if (!TryRead(json, out var header, out var read))
            {
                if (header is not null)
                    replacement.Unreadable.Add(header.Key);
                return;
            }

            // Unchanged objects keep their memory: a relist of the same set allocates nothing that lasts.
            var known = informer._store.Find(header!.Key);
            replacement.Objects[header.Key] = known is not null && known.Header == header ? known : read!;
        }

        public void Discard(Replacement replacement, ReadOnlySpan<byte> json)
        {
            TryRead(json, out var header, out _);
            if (header is not null)
                replacement.Objects.Remove(header.Key);
        }

        public void Commit(Replacement replacement, string? resourceVersion)
        {
            var initial = !_committed;
            informer._store.Replace(@namespace, replacement, initial);
            if (resourceVersion is not null)
                Volatile.Write(ref informer._version, informer._reflectors.Length == 1 ? resourceVersion : ResourceVersions.Latest(informer._version, resourceVersion));
            informer._metrics.Heard();
            informer._metrics.Relisted();
            _committed = true;
            if (initial)
                informer.FirstSetArrived();
        }

        public void Upsert(ReadOnlySpan<byte> json)
        {
            if (TryRead(json, out _, out var read))
                informer._store.Upsert(read!);
        }

        public void Delete(ReadOnlySpan<byte> json)
        {
            TryRead(json, out var header, out var read);
            if (header is not null)
                informer._store.Delete(header, read);
        }

        public void Advance(string resourceVersion)
        {
            Volatile.Write(ref informer._version, ResourceVersions.Latest(informer._version, resourceVersion));
            informer._metrics.Heard();
        }

        private bool TryRead(ReadOnlySpan<byte> json, out EntityHeader? header, out CachedObject? read)
        {
            header = null;
            read = null;
            try
            {
                var raw = _reader.Read(json);
                header = raw.Header;
                read = informer.Prepared(raw);
                return true;
            }
            catch (Exception e)
            {
                // The message may quote the object, which may be secret: it is not logged.
                // Any exception: converters throw FormatException and NotSupportedException too, and one object must not stop the others.
                informer._metrics.DecodeFailed();
                Log.Unreadable(informer._logger, informer._kind.FullName, header?.Key.ToString(), e.GetType().Name, (e as JsonException)?.Path);
                return false;
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "Skipped {Object} of {Kind}, which cannot be read: {Error} at {Path}")]
        public static partial void Unreadable(ILogger logger, string kind, string? @object, string error, string? path);
    }
}
