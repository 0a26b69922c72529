using StackOperator.ControllerRuntime.Abstractions.Reconciling;

namespace StackOperator.ControllerRuntime.Tests.Gadgets;

internal sealed class GadgetController(GadgetScript script) : IEntityController<Gadget>
{
    public Task<ReconciliationResult<Gadget>> ReconcileAsync(Gadget entity, CancellationToken cancellationToken) => script.ReconcileAsync(entity, cancellationToken);

    public Task<ReconciliationResult<Gadget>> DeletedAsync(Gadget entity, CancellationToken cancellationToken)
    {
        script.Deleted.Enqueue(entity);
        return Task.FromResult(ReconciliationResult<Gadget>.Success(entity));
    }
}
