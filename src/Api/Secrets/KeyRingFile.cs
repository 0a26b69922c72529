using Microsoft.Extensions.Options;
using StackOperator.Api.Problems;
using StackOperator.Core.Secrets;

namespace StackOperator.Api.Secrets;

/// <summary>
/// The key ring of the file that <c>STACK_KEYRING</c> names. The file is looked at again when it changes, so a mounted
/// Kubernetes Secret can be rotated while the API serves.
/// </summary>
internal sealed partial class KeyRingFile(IOptions<KeyRingOptions> options, TimeProvider time, ILogger<KeyRingFile> logger)
{
    private static readonly TimeSpan s_recheck = TimeSpan.FromSeconds(5);
    private readonly Lock _gate = new();
    private KeyRing? _ring;
    private DateTime _written;
    private long _checkedAt;

    /// <summary>The ring as of now.</summary>
    /// <exception cref="ApiProblemException">503: there is no ring, or it cannot be read; the log says why.</exception>
    public KeyRing Current
    {
        get
        {
            try
            {
                return Load();
            }
            catch (KeyRingException e)
            {
                Log.Unusable(logger, e.Message);
                throw ApiProblem.Unavailable("secrets cannot be encrypted or decrypted: the key ring of this server is missing or unfit, its log says why").AsException();
            }
        }
    }

    /// <summary>Reads the ring.</summary>
    /// <exception cref="KeyRingException">There is none, or it cannot be read.</exception>
    public KeyRing Load()
    {
        lock (_gate)
        {
            if (_ring is not null && time.GetElapsedTime(_checkedAt) < s_recheck)
            {
                return _ring;
            }

            var path = options.Value.Path;
            if (path.Length == 0)
            {
                throw new KeyRingException($"no key ring is configured: set {KeyRingOptions.PathKey} to a file; 'key-ring new FILE' makes one");
            }

            var written = File.GetLastWriteTimeUtc(path);
            if (_ring is null || written != _written)
            {
                _ring = KeyRing.Parse(Read(path));
                _written = written;
            }

            _checkedAt = time.GetTimestamp();
            return _ring;
        }
    }

    private static string Read(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new KeyRingException($"the key ring '{path}' cannot be read: {e.GetType().Name}; '{KeyRingOptions.PathKey}' names it, 'key-ring new FILE' makes one", e);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "The key ring is not usable: {Reason}")]
        public static partial void Unusable(ILogger logger, string reason);
    }
}
