using System.Threading.Channels;
using k8s;
using k8s.Models;
using Microsoft.Extensions.Logging;
using StackOperator.ControllerRuntime.Abstractions.Caching;

namespace StackOperator.ControllerRuntime.Caching;

/// <summary>Delivers changes to one handler in order, on a task of its own; the buffer holds references, so it may grow.</summary>
internal sealed partial class HandlerPump<TEntity>
    where TEntity : class, IKubernetesObject<V1ObjectMeta>, new()
{
    private readonly Channel<Change> _changes = Channel.CreateUnbounded<Change>(new() { SingleReader = true });
    private readonly TaskCompletionSource _synced = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly IInformerHandler<TEntity> _handler;
    private readonly Func<CachedObject, TEntity> _decode;
    private readonly ILogger _logger;
    private volatile bool _stopped;

    public HandlerPump(IInformerHandler<TEntity> handler, Func<CachedObject, TEntity> decode, ILogger logger)
    {
        (_handler, _decode, _logger) = (handler, decode, logger);
        Completion = Task.Run(RunAsync);
    }

    /// <summary>Completes when the handler has seen the initial set, or stopped listening.</summary>
    public Task Synced => _synced.Task;

    public Task Completion { get; }

    public void Post(Change change) => _changes.Writer.TryWrite(change);

    /// <summary>Ends delivery; what is buffered is dropped.</summary>
    public void Stop()
    {
        _stopped = true;
        _changes.Writer.TryComplete();
        _synced.TrySetResult();
    }

    private async Task RunAsync()
    {
        await foreach (var change in _changes.Reader.ReadAllAsync(CancellationToken.None))
        {
            if (_stopped)
                return;
            if (change.Kind == ChangeKind.Synced)
                _synced.TrySetResult();
            else
                Deliver(change);
        }
    }

    private void Deliver(Change change)
    {
        try
        {
            var entity = _decode(change.Object!);
            switch (change.Kind)
            {
                case ChangeKind.Added: _handler.Added(entity, change.Flag); break;
                case ChangeKind.Updated: _handler.Updated(change.Old!.Header, entity); break;
                default: _handler.Deleted(entity, change.Flag); break;
            }
        }
        catch (Exception e)
        {
            Log.HandlerFailed(_logger, e, _handler.GetType().Name, change.Kind, change.Object!.Header.Key.ToString());
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Error, Message = "Handler {Handler} failed on {Change} of {Object}; it continues with the next change")]
        public static partial void HandlerFailed(ILogger logger, Exception error, string handler, ChangeKind change, string @object);
    }
}
