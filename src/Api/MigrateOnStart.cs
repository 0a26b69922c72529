using Microsoft.Extensions.Options;
using StackOperator.Store.Database;

namespace StackOperator.Api;

/// <summary>Brings the schema up to date before requests are served; operator and API may start in any order.</summary>
internal sealed class MigrateOnStart(IOptions<StackDatabaseOptions> options) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken) => Migrator.MigrateAsync(options.Value.ConnectionString(), cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
