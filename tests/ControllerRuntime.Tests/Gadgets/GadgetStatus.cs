namespace StackOperator.ControllerRuntime.Tests.Gadgets;

public sealed class GadgetStatus
{
    public int? Seen { get; set; }
}
