using System.Security.Cryptography;
using System.Text;
using StackOperator.LocalServices.Postgres;

namespace StackOperator.Dev.State;

/// <summary>What <c>up</c> keeps below <c>.dev/</c>.</summary>
internal sealed class LocalState(Repository repository)
{
    public string Folder => repository.State;

    public string EnvFile => At("env");

    public string KeyRing => At("key-ring.json");

    /// <summary>Where the private API server and etcd live.</summary>
    public string ControlPlane => At("etcd");

    /// <summary>The kubeconfig of k3s in a container. Made before the container: where it is, there may be one.</summary>
    public string Container => At("k3s");

    /// <summary>Where the private PostgreSQL lives: below <c>.dev/</c>, or, when its user cannot get there, in <see cref="PostgresElsewhere"/>.</summary>
    public string Postgres => PostgresPlaces.IsReachable(Folder) ? At("postgres") : PostgresElsewhere;

    /// <summary>For checkouts in closed home folders of root: PostgreSQL runs as another user.</summary>
    public string PostgresElsewhere => Path.Combine("/var/tmp", $"stack-operator-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(repository.Root)))[..12]}");

    public string At(string name) => Path.Combine(Folder, name);
}
