using k8s;
using k8s.Models;
using StackOperator.ControllerRuntime.Abstractions.Entities;

namespace StackOperator.ControllerRuntime.Reconciling;

/// <summary>
/// Tells changes that a controller must see from those it need not (status, labels): the generation, a requested deletion,
/// finalizers and annotations count. Keeps 16 bytes per object. Thread-safe.
/// </summary>
internal sealed class ChangeFilter
{
    private const ulong FnvOffset = 14695981039346656037;
    private const ulong FnvPrime = 1099511628211;
    private readonly Lock _gate = new();
    private readonly Dictionary<NamespacedName, ulong> _seen = [];
    private readonly Dictionary<NamespacedName, ulong> _expected = [];

    /// <summary>Takes a state as seen; true when it differs from what was seen before.</summary>
    public bool Observe(IKubernetesObject<V1ObjectMeta> entity)
    {
        var key = NamespacedName.Of(entity);
        var print = Fingerprint(entity.Metadata);
        lock (_gate)
        {
            if (_seen.TryGetValue(key, out var known) && known == print)
            {
                return false;
            }

            _seen[key] = print;
            return !(_expected.Remove(key, out var expected) && expected == print);
        }
    }

    /// <summary>Announces a state that this process is about to write: seeing it next is no change.</summary>
    public void Expect(IKubernetesObject<V1ObjectMeta> entity)
    {
        lock (_gate)
        {
            _expected[NamespacedName.Of(entity)] = Fingerprint(entity.Metadata);
        }
    }

    public void Forget(NamespacedName key)
    {
        lock (_gate)
        {
            _seen.Remove(key);
            _expected.Remove(key);
        }
    }

    private static ulong Fingerprint(V1ObjectMeta metadata)
    {
        var hash = Add(FnvOffset, metadata.Uid);
        hash = Add(hash, metadata.Generation ?? 0);
        hash = Add(hash, metadata.DeletionTimestamp is null ? 0 : 1);
        foreach (var finalizer in metadata.Finalizers ?? [])
        {
            hash = Add(hash, finalizer);
        }

        // Members of a JSON object have no order: the sum does not depend on it.
        var annotations = 0UL;
        foreach (var (name, value) in metadata.Annotations ?? new Dictionary<string, string>(StringComparer.Ordinal))
        {
            annotations += Add(Add(FnvOffset, name), value);
        }

        return Add(hash, (long)annotations);
    }

    private static ulong Add(ulong hash, string? text)
    {
        foreach (var c in text ?? string.Empty)
        {
            hash = (hash ^ c) * FnvPrime;
        }

        return (hash ^ 0x1F) * FnvPrime;
    }

    private static ulong Add(ulong hash, long number)
    {
        for (var shift = 0; shift < 64; shift += 8)
        {
            hash = (hash ^ (byte)(number >> shift)) * FnvPrime;
        }

        return hash;
    }
}
