using System.Collections.Concurrent;
using StackOperator.ControllerRuntime.Abstractions.Client;
using StackOperator.ControllerRuntime.Abstractions.Reconciling;

namespace StackOperator.ControllerRuntime.Tests.Gadgets;

/// <summary>What the controller and the finalizers of a test do, and what they were called with.</summary>
internal sealed class GadgetScript
{
    private readonly ConcurrentDictionary<string, int> _running = new();
    private int _overlaps;

    public Func<Gadget, CancellationToken, Task<ReconciliationResult<Gadget>>> OnReconcile { get; set; } = (g, _) => Task.FromResult(ReconciliationResult<Gadget>.Success(g));

    public Func<string, Gadget, CancellationToken, Task<ReconciliationResult<Gadget>>> OnFinalize { get; set; } = (_, g, _) => Task.FromResult(ReconciliationResult<Gadget>.Success(g));

    public ConcurrentQueue<Gadget> Reconciled { get; } = new();

    public ConcurrentQueue<Gadget> Deleted { get; } = new();

    public ConcurrentQueue<(string Finalizer, string Name)> Finalized { get; } = new();

    public IKubernetesClient Client { get; set; } = null!;

    public int Overlaps => _overlaps;

    public int CountOf(string name) => Reconciled.Count(g => g.Metadata.Name == name);

    public async Task<ReconciliationResult<Gadget>> ReconcileAsync(Gadget gadget, CancellationToken ct)
    {
        var key = gadget.Metadata.Name;
        if (_running.AddOrUpdate(key, 1, (_, n) => n + 1) != 1)
            Interlocked.Increment(ref _overlaps);
        try
        {
            Reconciled.Enqueue(gadget);
            return await OnReconcile(gadget, ct);
        }
        finally
        {
            _running.AddOrUpdate(key, 0, (_, n) => n - 1);
        }
    }
}
