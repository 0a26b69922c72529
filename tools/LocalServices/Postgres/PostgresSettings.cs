using StackOperator.LocalServices.Processes;

namespace StackOperator.LocalServices.Postgres;

/// <summary>A private PostgreSQL server.</summary>
/// <param name="Folder">Everything the server has: data, log, password, pid file. Kept over restarts.</param>
/// <param name="Durable">True survives a crash of the machine; false is faster, for tests.</param>
/// <param name="Lifetime">How long it lives.</param>
public sealed record PostgresSettings(string Folder, bool Durable, Lifetime Lifetime)
{
    /// <summary>TCP port on 127.0.0.1; null picks a free one.</summary>
    public int? Port { get; init; }

    public int MaxConnections { get; init; } = 400;
}
