using StackOperator.ControllerRuntime.Abstractions.Reconciling;

namespace StackOperator.ControllerRuntime.Tests.Gadgets;

internal sealed class SecondFinalizer(GadgetScript script) : IEntityFinalizer<Gadget>
{
    public const string Id = "host.test/second-finalizer";

    public Task<ReconciliationResult<Gadget>> FinalizeAsync(Gadget entity, CancellationToken cancellationToken)
    {
        script.Finalized.Enqueue((Id, entity.Metadata.Name));
        return script.OnFinalize(Id, entity, cancellationToken);
    }
}
