namespace StackOperator.LocalServices.Containers;

/// <summary>Where the Docker engine of this machine listens.</summary>
public static class DockerEndpoint
{
    private const string SystemSocket = "/var/run/docker.sock";

    /// <summary>
    /// What <c>DOCKER_HOST</c> says, else the system's socket, else the one of an engine without root; null when there is none.
    /// Engines behind ssh or TLS are left alone: they are somebody's server rather than this machine.
    /// </summary>
    /// <param name="environment">Reads an environment variable.</param>
    /// <param name="exists">Whether a socket is there.</param>
    public static Uri? Find(Func<string, string?> environment, Func<string, bool> exists)
    {
        ArgumentNullException.ThrowIfNull(environment);
        ArgumentNullException.ThrowIfNull(exists);
        if (environment("DOCKER_HOST") is { Length: > 0 } given)
            return Uri.TryCreate(given, UriKind.Absolute, out var host) && IsPlain(host, environment) ? host : null;
        string?[] sockets = [SystemSocket, environment("XDG_RUNTIME_DIR") is { Length: > 0 } runtime ? $"{runtime}/docker.sock" : null];
        return sockets.FirstOrDefault(s => s is not null && exists(s)) is { } socket ? new Uri($"unix://{socket}") : null;
    }

    private static bool IsPlain(Uri host, Func<string, string?> environment) =>
        host.Scheme == "unix" || (host.Scheme is "tcp" or "http" && environment("DOCKER_TLS_VERIFY") is null or "");
}
