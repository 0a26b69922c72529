using System.Net.Http.Headers;

namespace StackOperator.ControllerRuntime.Connection;

/// <summary>A token that something else renews in a file, as the kubelet does for a service account.</summary>
internal sealed class TokenFile(string path, TimeProvider clock) : ITokenSource
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(60);
    private readonly Lock _gate = new();
    private AuthenticationHeaderValue? _header;
    private long _readAt;

    public ValueTask<AuthenticationHeaderValue> GetAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (_header is null || clock.GetElapsedTime(_readAt) >= Period)
                Read();
            return ValueTask.FromResult(_header!);
        }
    }

    public ValueTask<bool> RenewAsync(AuthenticationHeaderValue refused, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            Read();
            return ValueTask.FromResult(!refused.Equals(_header));
        }
    }

    // A file that cannot be read for a moment must not end a session that still works: the last good token stays.
    private void Read()
    {
        _readAt = clock.GetTimestamp();
        try
        {
            var token = File.ReadAllText(path).Trim();
            if (token.Length == 0)
                throw new InvalidDataException($"The token file '{path}' is empty.");
            _header = new("Bearer", token);
        }
        catch (Exception e) when (_header is not null && e is IOException or UnauthorizedAccessException or InvalidDataException or FormatException)
        {
        }
    }
}
