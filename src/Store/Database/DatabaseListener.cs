using Microsoft.Extensions.Logging;
using Npgsql;

namespace StackOperator.Store.Database;

/// <summary>
/// LISTEN that survives lost connections. Notifications are lost while the connection is down, so after each connect
/// the caller catches up from the tables; LISTEN is in force before that, so nothing falls between.
/// </summary>
public sealed partial class DatabaseListener(NpgsqlDataSource dataSource, TimeProvider time, ILogger<DatabaseListener> logger)
{
    // A connection that is silent for this long is probed: a server that vanished without a reset is noticed.
    private static readonly TimeSpan ProbeAfter = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(10);

    /// <summary>Listens until cancelled. Each call holds one connection outside the pool.</summary>
    /// <param name="channels">Channel names: letters, digits and underscores.</param>
    /// <param name="onNotification">Called in order, on the listening loop: it must return fast and not throw.</param>
    /// <param name="catchUp">Called after each connect, the first included; when it throws, the connection is made anew.</param>
    /// <param name="cancellationToken">Ends the listening; the only way this method returns.</param>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public async Task RunAsync(
        IReadOnlyCollection<string> channels,
        Action<DatabaseNotification> onNotification,
        Func<CancellationToken, Task> catchUp,
        CancellationToken cancellationToken)
    {
        var delay = FirstDelay;
        while (true)
        {
            var connectedAt = time.GetTimestamp();
            try
            {
                await ListenAsync(channels, onNotification, catchUp, cancellationToken);
            }
            catch (Exception e) when (!cancellationToken.IsCancellationRequested)
            {
                // A connection that lasted was fine: begin with a short delay again.
                delay = time.GetElapsedTime(connectedAt) > LongestDelay ? FirstDelay : delay;
                Log.ConnectionLost(logger, string.Join(',', channels), delay, e);
            }

            await Task.Delay(delay * (0.5 + Random.Shared.NextDouble()), time, cancellationToken);
            delay = delay * 2 < LongestDelay ? delay * 2 : LongestDelay;
        }
    }

    private async Task ListenAsync(
        IReadOnlyCollection<string> channels,
        Action<DatabaseNotification> onNotification,
        Func<CancellationToken, Task> catchUp,
        CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenDedicatedConnectionAsync(cancellationToken);
        connection.Notification += (_, notification) => onNotification(new DatabaseNotification(notification.Channel, notification.Payload));
        foreach (var channel in channels)
        {
            // LISTEN takes no parameters; the name is a constant of the code and checked all the same.
            await ExecuteAsync(connection, $"listen {CheckedName(channel)}", cancellationToken);
        }

        await catchUp(cancellationToken);
        while (true)
        {
            if (!await connection.WaitAsync(ProbeAfter, cancellationToken))
            {
                await ExecuteAsync(connection, "select 1", cancellationToken);
            }
        }
    }

    private static string CheckedName(string channel) => channel.All(static c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '_')
        ? channel
        : throw new ArgumentException($"channel name '{channel}' is invalid: use lower-case letters, digits and '_'", nameof(channel));

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
#pragma warning disable CA2100 // Constant text and a checked name.
        await using var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static partial class Log
    {
        [LoggerMessage(1001, LogLevel.Warning, "Listening on {Channels} ended; connecting again in about {Delay}.")]
        public static partial void ConnectionLost(ILogger logger, string channels, TimeSpan delay, Exception exception);
    }
}
