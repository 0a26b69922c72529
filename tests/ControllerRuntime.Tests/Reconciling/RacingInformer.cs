using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using StackOperator.ControllerRuntime.Abstractions.Caching;
using StackOperator.ControllerRuntime.Abstractions.Entities;
using StackOperator.ControllerRuntime.Tests.Gadgets;

namespace StackOperator.ControllerRuntime.Tests.Reconciling;

/// <summary>A cache of one object in which a test can let a change arrive right after a read, where a real one does so once in thousands of reads.</summary>
internal sealed class RacingInformer(Gadget cached) : IInformer<Gadget>
{
    public Gadget? Cached { get; set; } = cached;

    /// <summary>Runs once, between the next read and the return of what it read.</summary>
    public Action? AfterNextRead;

    /// <summary>The same for a read of the header.</summary>
    public Action? AfterNextHeader;

    public bool HasSynced => true;

    public int Count => Cached is null ? 0 : 1;

    public string? LastResourceVersion => Cached?.Metadata.ResourceVersion;

    public Task WaitForSyncAsync(CancellationToken cancellationToken = default) => Task.CompletedTask;

    public bool TryGet(NamespacedName key, [NotNullWhen(true)] out Gadget? entity)
    {
        entity = Cached is null ? null : Copy(Cached);
        RunOnce(ref AfterNextRead);
        return entity is not null;
    }

    public bool TryGetHeader(NamespacedName key, [NotNullWhen(true)] out EntityHeader? header)
    {
        header = Cached is null ? null : HeaderOf(Cached);
        RunOnce(ref AfterNextHeader);
        return header is not null;
    }

    public IEnumerable<Gadget> List(string? @namespace = null) => Cached is null ? [] : [Copy(Cached)];

    public IReadOnlyList<NamespacedName> Keys(string? @namespace = null) => Cached is null ? [] : [NamespacedName.Of(Cached)];

    public IEnumerable<Gadget> ByIndex(string index, string value) => throw new NotSupportedException();

    public void AddIndex(string name, Func<Gadget, IEnumerable<string>> keys) => throw new NotSupportedException();

    public IDisposable AddHandler(IInformerHandler<Gadget> handler) => throw new NotSupportedException();

    public static EntityHeader HeaderOf(Gadget gadget) =>
        new(NamespacedName.Of(gadget), gadget.Metadata.Uid, gadget.Metadata.ResourceVersion, gadget.Metadata.Generation ?? 0, DeletionRequested: false);

    private static void RunOnce(ref Action? action) => Interlocked.Exchange(ref action, null)?.Invoke();

    private static Gadget Copy(Gadget gadget) =>
        JsonSerializer.Deserialize(JsonSerializer.Serialize(gadget, GadgetContext.Default.Gadget), GadgetContext.Default.Gadget)!;
}
