namespace StackOperator.LocalServices.Containers;

/// <summary>A container that the engine knows, running or not.</summary>
public sealed record DockerContainer(string Id, bool IsRunning);
