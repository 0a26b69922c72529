using System.Globalization;
using System.Security.Cryptography;
using CliWrap;
using CliWrap.Buffered;
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

    /// <summary>Starts the server, creating its data the first time, and returns when it answers.</summary>
    /// <exception cref="LocalServiceException">PostgreSQL is not installed or does not start.</exception>
    public static async Task<PostgresServer> StartAsync(PostgresSettings settings, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(settings);
        var binaries = PostgresBinaries.Find() ?? throw new LocalServiceException("PostgreSQL is not installed: run ./dev test or ./dev up once, or install the package postgresql.");
        var layout = PostgresFolder.At(settings.Folder);
        await layout.PrepareAsync(binaries, settings.Durable, ct);
        var password = await File.ReadAllTextAsync(layout.PasswordFile, ct);
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await StartOnceAsync(binaries, layout, settings, password, ct);
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
        return process is not null && File.Exists(layout.PortFile) && int.TryParse(File.ReadAllText(layout.PortFile), CultureInfo.InvariantCulture, out var port)
            ? new PostgresServer(process, port, File.ReadAllText(layout.PasswordFile))
            : null;
    }

    /// <summary>Fast shutdown: sessions are cut, committed data is kept.</summary>
    public Task StopAsync() => _process.StopAsync(Signal.Interrupt, TimeSpan.FromSeconds(20));

    public async ValueTask DisposeAsync() => await StopAsync();

    private static async Task<PostgresServer> StartOnceAsync(PostgresBinaries binaries, PostgresFolder layout, PostgresSettings settings, string password, CancellationToken ct)
    {
        var port = settings.Port ?? FreePort.Take();
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

    private async Task<bool> AnswersAsync(CancellationToken ct)
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(ConnectionString) { Pooling = false, Timeout = 2 }.ConnectionString);
        await connection.OpenAsync(ct);
        return true;
    }

    /// <summary>The files of a server.</summary>
    private sealed record PostgresFolder(string Folder)
    {
        /// <summary>PostgreSQL refuses to run as root.</summary>
        public static string? ServerUser => !Environment.IsPrivilegedProcess ? null : File.ReadLines("/etc/passwd").Any(l => l.StartsWith("postgres:", StringComparison.Ordinal)) ? "postgres" : "nobody";

        public string Data => Path.Combine(Folder, "server", "data");

        public string PasswordFile => Path.Combine(Folder, "password");

        public string PortFile => Path.Combine(Folder, "port");

        public string PidFile => Path.Combine(Folder, "pid");

        public string LogFile => Path.Combine(Folder, "log");

        /// <summary>A socket's path is limited to 107 bytes (unix(7)); without one there is TCP.</summary>
        public string SocketFolder => Path.Combine(Folder, "server") is { Length: < 85 } folder ? folder : "";

        public static PostgresFolder At(string folder) => new(Path.GetFullPath(folder));

        public async Task PrepareAsync(PostgresBinaries binaries, bool durable, CancellationToken ct)
        {
            const UnixFileMode passable = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
            Directory.CreateDirectory(Folder, passable);
            if (File.Exists(Path.Combine(Data, "PG_VERSION")) && File.Exists(PasswordFile))
                return;
            var server = Path.GetDirectoryName(Data)!;
            if (Directory.Exists(server))
                Directory.Delete(server, recursive: true);
            Directory.CreateDirectory(server, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            if (ServerUser is { } user)
                await RunAsync("chown", [user, server], "", ct);
            var password = RandomNumberGenerator.GetHexString(40, lowercase: true);
            await InitializeAsync(binaries, server, password, durable, ct);
            await File.WriteAllTextAsync(PasswordFile, password, ct);
            File.SetUnixFileMode(PasswordFile, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        // The password file must be readable by the server's user: it is written by that user, from standard input.
        private static Task InitializeAsync(PostgresBinaries binaries, string server, string password, bool durable, CancellationToken ct)
        {
            const string script = """umask 077; cat >"$1/superuser"; "$2" -D "$1/data" -U "$3" -A scram-sha-256 --pwfile "$1/superuser" -E UTF8 --locale=C.UTF-8 --no-instructions $4 && rm "$1/superuser" """;
            List<string> command = ["/bin/sh", "-c", script, "initdb", server, binaries.Initdb, Superuser, durable ? "" : "--no-sync"];
            if (ServerUser is { } user)
                command.InsertRange(0, ["setpriv", "--reuid", user, "--regid", user == "nobody" ? "nogroup" : user, "--clear-groups"]);
            return RunAsync(command[0], command.Skip(1), password, ct);
        }

        private static async Task RunAsync(string program, IEnumerable<string> arguments, string input, CancellationToken ct)
        {
            var result = await Cli.Wrap(program).WithArguments(arguments).WithWorkingDirectory("/").WithStandardInputPipe(PipeSource.FromString(input)).WithValidation(CommandResultValidation.None).ExecuteBufferedAsync(ct);
            if (result.ExitCode != 0)
                throw new LocalServiceException($"A PostgreSQL data folder cannot be made ({program} ended with {result.ExitCode}): {result.StandardError.Trim()} {result.StandardOutput.Trim()}");
        }
    }
}
