namespace StackOperator.Store.EnvironmentStackQueries;

/// <summary>An environment stack as listings show it.</summary>
/// <param name="Id">Id.</param>
/// <param name="Name">Name.</param>
/// <param name="ProjectId">Its project.</param>
/// <param name="EnvironmentCount">How many environments it was created with.</param>
/// <param name="CreatedAt">When it was made, UTC.</param>
public sealed record EnvironmentStackRecord(Guid Id, string Name, Guid ProjectId, int EnvironmentCount, DateTime CreatedAt);
