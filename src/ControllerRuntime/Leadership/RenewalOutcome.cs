namespace StackOperator.ControllerRuntime.Leadership;

/// <summary>What became of one attempt to renew the lease.</summary>
internal enum RenewalOutcome
{
    Renewed,
    Failed,
    Lost,
}
