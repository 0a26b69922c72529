using k8s;
using k8s.Models;
using Microsoft.Extensions.Hosting;

namespace StackOperator.ControllerRuntime.Caching;

/// <summary>Runs an informer as long as the host runs.</summary>
internal sealed class InformerService<TEntity>(Informer<TEntity> informer) : BackgroundService
    where TEntity : class, IKubernetesObject<V1ObjectMeta>, new()
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => informer.RunAsync(stoppingToken);
}
