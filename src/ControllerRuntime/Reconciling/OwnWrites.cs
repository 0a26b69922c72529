using k8s;
using k8s.Models;

namespace StackOperator.ControllerRuntime.Reconciling;

/// <summary>Collects what the calls made within one reconcile wrote to the reconciled object, so that the runtime knows its newest version.</summary>
internal sealed class OwnWrites
{
    private static readonly AsyncLocal<OwnWrites?> Current = new();
    private readonly string _uid;

    private OwnWrites(string uid) => _uid = uid;

    /// <summary>Metadata of the newest write; null when nothing was written.</summary>
    public V1ObjectMeta? Latest { get; private set; }

    /// <summary>Starts collecting for the current asynchronous flow.</summary>
    public static OwnWrites Begin(IKubernetesObject<V1ObjectMeta> entity) => Current.Value = new OwnWrites(entity.Metadata.Uid);

    /// <summary>Notes an object as the API server returned it from a write.</summary>
    public static TEntity Noted<TEntity>(TEntity written)
        where TEntity : IKubernetesObject<V1ObjectMeta>
    {
        Current.Value?.Note(written.Metadata);
        return written;
    }

    /// <summary>Takes an object the controller handed back as written when it is newer than what was read.</summary>
    public void Note(V1ObjectMeta? metadata)
    {
        if (metadata?.Uid == _uid
            && metadata.ResourceVersion is { Length: > 0 } version
            && (Latest is null || Caching.ResourceVersions.IsNewer(version, Latest.ResourceVersion)))
        {
            Latest = metadata;
        }
    }
}
