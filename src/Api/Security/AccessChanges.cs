using StackOperator.Store.Access;
using StackOperator.Store.Database;

namespace StackOperator.Api.Security;

/// <summary>Forgets cached callers when the database tells that their tokens or roles changed.</summary>
internal sealed class AccessChanges(DatabaseListener listener, AccessTokenAuthenticator authenticator) : BackgroundService
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => listener.RunAsync(
        [AccessTokenStore.ChangedChannel],
        notification => authenticator.Forget(notification.Payload),
        _ =>
        {
            // What was told while nobody listened is unknown.
            authenticator.Forget();
            return Task.CompletedTask;
        },
        stoppingToken);
}
