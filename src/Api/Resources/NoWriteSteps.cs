namespace StackOperator.Api.Resources;

/// <summary>Outside of tests nobody listens.</summary>
internal sealed class NoWriteSteps : IWriteSteps
{
    public ValueTask ReachedAsync(WriteStep step) => default;
}
