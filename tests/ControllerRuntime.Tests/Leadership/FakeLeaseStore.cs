using System.Net;
using k8s.Autorest;
using k8s.Models;
using StackOperator.ControllerRuntime.Leadership;

namespace StackOperator.ControllerRuntime.Tests.Leadership;

/// <summary>A lease in memory with the server's rules for versions, shared by several electors; each elector has its own door, which can be shut.</summary>
internal sealed class FakeLeaseStore
{
    private readonly Lock _gate = new();
    private long _version;

    public V1Lease? Lease { get; private set; }

    public List<(string Door, V1LeaseSpec Spec)> Writes { get; } = [];

    public Door OpenDoor(string name) => new(this, name);

    /// <summary>Changes the lease as a person with kubectl would.</summary>
    public void Edit(Action<V1LeaseSpec> edit)
    {
        lock (_gate)
        {
            var spec = Lease!.Spec with { };
            edit(spec);
            Store(spec);
        }
    }

    public void Delete()
    {
        lock (_gate)
            Lease = null;
    }

    private static HttpOperationException Refusal(HttpStatusCode code, string reason) => new(reason)
    {
        Response = new HttpResponseMessageWrapper(new HttpResponseMessage(code), $$"""{"kind":"Status","apiVersion":"v1","status":"Failure","reason":"{{reason}}","code":{{(int)code}}}"""),
    };

    private V1Lease Store(V1LeaseSpec spec) => Lease = new V1Lease { Metadata = new V1ObjectMeta { Name = "lease", ResourceVersion = (++_version).ToString() }, Spec = spec };

    internal sealed class Door(FakeLeaseStore store, string name) : ILeaseStore
    {
        /// <summary>While true, calls hang until they are cancelled, as behind a connection that swallows packets.</summary>
        public bool Blackhole { get; set; }

        /// <summary>While true, calls fail at once.</summary>
        public bool Refusing { get; set; }

        public int Calls { get; private set; }

        public async Task<V1Lease?> ReadAsync(CancellationToken cancellationToken)
        {
            await PassAsync(cancellationToken);
            lock (store._gate)
                return store.Lease;
        }

        public async Task<V1Lease> CreateAsync(V1LeaseSpec spec, CancellationToken cancellationToken)
        {
            await PassAsync(cancellationToken);
            lock (store._gate)
            {
                if (store.Lease is not null)
                    throw Refusal(HttpStatusCode.Conflict, "AlreadyExists");
                store.Writes.Add((name, spec));
                return store.Store(spec);
            }
        }

        public async Task<V1Lease> ReplaceAsync(V1Lease lease, CancellationToken cancellationToken)
        {
            await PassAsync(cancellationToken);
            lock (store._gate)
            {
                if (store.Lease is null)
                    throw Refusal(HttpStatusCode.NotFound, "NotFound");
                if (store.Lease.Metadata.ResourceVersion != lease.Metadata.ResourceVersion)
                    throw Refusal(HttpStatusCode.Conflict, "Conflict");
                store.Writes.Add((name, lease.Spec));
                return store.Store(lease.Spec);
            }
        }

        private async Task PassAsync(CancellationToken cancellationToken)
        {
            Calls++;
            if (Refusing)
                throw new HttpRequestException("refused");
            if (Blackhole)
                await Task.Delay(Timeout.Infinite, cancellationToken);
            cancellationToken.ThrowIfCancellationRequested();
        }
    }
}
