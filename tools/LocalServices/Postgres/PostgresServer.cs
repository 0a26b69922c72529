using System.Globalization;
using Npgsql;
using StackOperator.LocalServices.Processes;

namespace StackOperator.LocalServices.Postgres;

/// <summary>A PostgreSQL server of our own on 127.0.0.1, with a password that only its folder knows.</summary>
public sealed class PostgresServer : IAsyncDisposable
{
    /// <summary>The superuser.</summary>
    public const string Superuser = "postgres";
    private readonly BackgroundProcess _process;
    private readonly string _password;

    private PostgresServer(BackgroundProcess process, int port, string password)
    {
        _process = process;
        Port = port;
        _password = password;
    }

    public int Port { get; }

    public BackgroundProcess Process => _process;

    /// <summary>Npgsql connection string of the superuser and the database <c>postgres</c>.</summary>
    public string ConnectionString => ConnectionStringFor("postgres");

    public string ConnectionStringFor(string database) =>
        new NpgsqlConnectionStringBuilder { Host = "127.0.0.1", Port = Port, Username = Superuser, Password = _password, Database = database }.ConnectionString;

    /// <summary>Makes a database and a role of the same name that owns it, unless they are there.</summary>
    /// <returns>A libpq URL with the role's password.</returns>
    public async Task<string> EnsureDatabaseAsync(string name, CancellationToken ct = default)
    {
        await using var connection = new NpgsqlConnection(ConnectionString);
        await connection.OpenAsync(ct);
        await ExecuteAsync(connection, $"do $$ begin create role {name} login; exception when duplicate_object then null; end $$", ct);
        await ExecuteAsync(connection, $"alter role {name} password '{_password}'", ct);
        if (await ExecuteAsync(connection, $"select 1 from pg_database where datname = '{name}'", ct) is null)
            await ExecuteAsync(connection, $"create database {name} owner {name}", ct);
        return $"postgres://{name}:{_password}@127.0.0.1:{Port}/{name}";
    }

    /// <summary>Starts the server, creating its data the first time, and returns when it answers.</summary>
    /// <exception cref="LocalServiceException">PostgreSQL is not installed or does not start.</exception>
    public static async Task<PostgresServer> StartAsync(PostgresSettings settings, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(settings);
        var binaries = PostgresBinaries.Find() ?? throw new LocalServiceException("PostgreSQL is not installed: run ./dev test or ./dev up once, or install the package postgresql.");
        var layout = PostgresFolder.At(settings.Folder);
        await layout.PrepareAsync(binaries, settings.Durable, ct);
        var password = await File.ReadAllTextAsync(layout.PasswordFile, ct);
        layout.RemoveStaleLock();
        for (var attempt = 1; ; attempt++)
        {
            var port = settings.Port ?? (attempt == 1 ? layout.RememberedPort() : null) ?? FreePort.Take();
            try
            {
                return await StartOnceAsync(binaries, layout, settings, port, password, ct);
            }
            catch (LocalServiceException) when (settings.Port is null && attempt < 3 && !ct.IsCancellationRequested)
            {
                // Somebody else may have taken the port between the choice and the bind.
            }
        }
    }

    /// <summary>The running server of a folder; null when none runs.</summary>
    public static PostgresServer? TryAttach(string folder)
    {
        var layout = PostgresFolder.At(folder);
        var process = BackgroundProcess.TryAttach("PostgreSQL", layout.PidFile, layout.LogFile);
        return process is not null && layout.ReadPort() is { } port
            ? new PostgresServer(process, port, File.ReadAllText(layout.PasswordFile))
            : null;
    }

    /// <summary>Fast shutdown: sessions are cut, committed data is kept.</summary>
    public Task StopAsync() => _process.StopAsync(Signal.Interrupt, TimeSpan.FromSeconds(20));

    public async ValueTask DisposeAsync() => await StopAsync();

    private static async Task<PostgresServer> StartOnceAsync(PostgresBinaries binaries, PostgresFolder layout, PostgresSettings settings, int port, string password, CancellationToken ct)
    {
        await File.WriteAllTextAsync(layout.PortFile, port.ToString(CultureInfo.InvariantCulture), ct);
        var process = await BackgroundProcess.StartAsync(
            new BackgroundCommand("PostgreSQL", binaries.Server, Arguments(layout, settings, port), layout.LogFile, settings.Lifetime)
            {
                User = PostgresFolder.ServerUser,
                PidFile = layout.PidFile,
                WorkingDirectory = "/",
            },
            ct);
        var server = new PostgresServer(process, port, password);
        try
        {
            await Readiness.WaitAsync(process, server.AnswersAsync, TimeSpan.FromSeconds(60), ct);
            return server;
        }
        catch
        {
            await process.KillAsync();
            throw;
        }
    }

    private static List<string> Arguments(PostgresFolder layout, PostgresSettings settings, int port)
    {
        List<string> options =
        [
            "listen_addresses=127.0.0.1",
            $"port={port}",
            $"unix_socket_directories={layout.SocketFolder}",
            $"max_connections={settings.MaxConnections}",
            "shared_buffers=128MB",
            "logging_collector=off",
            "log_line_prefix=%m [%p] %d ",
        ];
        if (!settings.Durable)
            options.AddRange(["fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_wal_size=4GB", "checkpoint_timeout=30min", "autovacuum_naptime=10min"]);
        return ["-D", layout.Data, .. options.SelectMany(o => new[] { "-c", o })];
    }

    private static async Task<object?> ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync(ct);
    }

    private async Task<bool> AnswersAsync(CancellationToken ct)
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(ConnectionString) { Pooling = false, Timeout = 2 }.ConnectionString);
        await connection.OpenAsync(ct);
        return true;
    }
}
