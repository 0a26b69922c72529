using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using StackOperator.ControllerRuntime.Abstractions.Entities;
using StackOperator.ControllerRuntime.Abstractions.Queueing;
using StackOperator.ControllerRuntime.Abstractions.Reconciling;
using StackOperator.ControllerRuntime.Finalizers;
using StackOperator.ControllerRuntime.Leadership;
using StackOperator.ControllerRuntime.Reconciling;
using StackOperator.ControllerRuntime.Tests.Gadgets;
using Result = StackOperator.ControllerRuntime.Abstractions.Reconciling.ReconciliationResult<StackOperator.ControllerRuntime.Tests.Gadgets.Gadget>;

namespace StackOperator.ControllerRuntime.Tests.Reconciling;

public sealed class ReconcilerTests : IAsyncDisposable
{
    private static readonly CancellationToken _ct = TestContext.Current.CancellationToken;
    private readonly GadgetScript _script = new();
    private readonly RacingInformer _informer = new(At("100"));
    private readonly ControllerQueue<Gadget> _source;
    private readonly ServiceProvider _services;
    private readonly Reconciler<Gadget> _reconciler;

    public ReconcilerTests()
    {
        var settings = Options.Create(new OperatorSettings { Name = "test" });
        var leader = new AlwaysLeader();
        _source = new(settings, leader, TimeProvider.System);
        _services = new ServiceCollection().AddScoped<IEntityController<Gadget>>(_ => new GadgetController(_script)).BuildServiceProvider();
        _reconciler = new(
            _source, _informer, new FinalizerSet<Gadget>([], client: null!, leader), leader, _services.GetRequiredService<IServiceScopeFactory>(), settings, TimeProvider.System,
            NullLogger<Reconciler<Gadget>>.Instance);
        _script.OnReconcile = (_, _) => Task.FromResult(Result.Success(OwnWrites.Noted(At("101"))));
    }

    [Fact]
    public async Task A_state_read_just_before_the_cache_shows_the_own_write_is_not_worked_on() // 66
    {
        await RunAsync();
        _informer.AfterNextRead = () => Arrives("101");
        await RunAsync();
        _script.Reconciled.Select(static g => g.Metadata.ResourceVersion).ShouldBe(["100"]);

        await RunAsync();
        _script.Reconciled.Select(static g => g.Metadata.ResourceVersion).ShouldBe(["100", "101"]);
        _source.Own.Count.ShouldBe(0);
    }

    [Fact]
    public async Task Nothing_is_remembered_of_an_object_that_went_while_it_was_worked_on()
    {
        _script.OnReconcile = (_, _) =>
        {
            _informer.AfterNextHeader = Vanishes;
            return Task.FromResult(Result.Success(OwnWrites.Noted(At("101"))));
        };
        await RunAsync();
        await RunAsync();
        _source.Own.Count.ShouldBe(0);
        _script.Deleted.Count.ShouldBe(1);
    }

    public async ValueTask DisposeAsync()
    {
        _source.Dispose();
        await _services.DisposeAsync();
    }

    private async Task RunAsync()
    {
        _source.Enqueue(NamespacedName.Of(At("100")), Lane.High);
        using var lease = await _source.Queue.GetAsync(_ct);
        await _reconciler.ProcessAsync(lease!, _ct);
    }

    private void Arrives(string version)
    {
        var old = RacingInformer.HeaderOf(_informer.Cached!);
        _informer.Cached = At(version);
        _source.Updated(old, At(version));
    }

    private void Vanishes()
    {
        _source.Deleted(_informer.Cached!, finalStateUnknown: false);
        _informer.Cached = null;
    }

    private static Gadget At(string version)
    {
        var gadget = Gadget.Of("ns", "a");
        (gadget.Metadata.Uid, gadget.Metadata.ResourceVersion) = ("u1", version);
        return gadget;
    }
}
