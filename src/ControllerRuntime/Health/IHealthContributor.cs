namespace StackOperator.ControllerRuntime.Health;

/// <summary>A part of the process that has a say in its health. Answers come from memory, at once, and name no secrets.</summary>
public interface IHealthContributor
{
    /// <summary>Name in the answer.</summary>
    string Name { get; }

    /// <summary>Null while the part works; otherwise why the process should be restarted. An unreachable API server is no reason.</summary>
    string? CheckAlive();

    /// <summary>Null when the part is ready; otherwise what it waits for.</summary>
    string? CheckReady();
}
