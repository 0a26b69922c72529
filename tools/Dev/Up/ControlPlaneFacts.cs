namespace StackOperator.Dev.Up;

/// <summary>What decides where the control plane comes from.</summary>
/// <param name="ContextWanted">Somebody asked for the cluster of the current context.</param>
/// <param name="AssetsGiven"><c>KUBEBUILDER_ASSETS</c> is set.</param>
/// <param name="HasContainer">An earlier <c>up</c> of this checkout used a container.</param>
/// <param name="HasData">An earlier <c>up</c> of this checkout used programs.</param>
/// <param name="Cached">The programs are on this machine.</param>
internal sealed record ControlPlaneFacts(bool ContextWanted, bool AssetsGiven, bool HasContainer, bool HasData, bool Cached)
{
    /// <summary>The kind to use; null when it depends on whether a Docker engine answers. What holds the data of this checkout goes before what is merely there.</summary>
    public ControlPlaneKind? Decide() => this switch
    {
        { ContextWanted: true } => ControlPlaneKind.Context,
        { AssetsGiven: true } => ControlPlaneKind.Programs,
        { HasContainer: true } => ControlPlaneKind.Container,
        { HasData: true } or { Cached: true } => ControlPlaneKind.Programs,
        _ => null,
    };
}
