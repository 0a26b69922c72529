using StackOperator.LocalServices.ControlPlanes;
using StackOperator.LocalServices.Processes;

namespace StackOperator.LocalServices.Installations;

/// <summary>A private installation: PostgreSQL, control plane, operators and APIs as processes of their own.</summary>
/// <param name="Repository">Root of the checkout: built binaries and <c>config/</c> come from here.</param>
/// <param name="Folder">Everything the installation has. Kept over restarts.</param>
/// <param name="Binaries">The control plane to run.</param>
public sealed record InstallationSettings(string Repository, string Folder, ControlPlaneBinaries Binaries)
{
    /// <summary>Namespace of the operator; also where the facade puts objects by default.</summary>
    public const string HomeNamespace = "stack-operator";

    /// <summary>Build configuration of the binaries, Debug or Release.</summary>
    public string Configuration { get; init; } = "Debug";

    /// <summary>True survives a crash of the machine; false is faster, for tests.</summary>
    public bool Durable { get; init; }

    /// <summary>How long the processes live.</summary>
    public Lifetime Lifetime { get; init; } = Lifetime.WithParent;

    /// <summary>Environment variables for operator and API on top of what they need.</summary>
    public IReadOnlyDictionary<string, string?> Environment { get; init; } = new Dictionary<string, string?>();
}
