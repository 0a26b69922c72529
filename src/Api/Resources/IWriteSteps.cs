namespace StackOperator.Api.Resources;

/// <summary>Is told after each step of a write; tests stop a process there to prove that any step may be its last.</summary>
internal interface IWriteSteps
{
    /// <summary>A step is done.</summary>
    ValueTask ReachedAsync(WriteStep step);
}
