using StackOperator.ControllerRuntime.Abstractions.Attributes;

namespace StackOperator.ControllerRuntime.Tests.Gadgets;

public sealed class GadgetSpec
{
    [RangeMinimum(0)]
    public int Size { get; set; }

    public string? Owner { get; set; }
}
