using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace StackOperator.ControllerRuntime.Connection;

/// <summary>The certificate shown to the API server; files are read again for each handshake, so a renewed one is used within a connection's lifetime.</summary>
/// <param name="read">Gives the PEM text of certificate and key.</param>
internal sealed class ClientCertificateSource(Func<(string Certificate, string Key)> read)
{
    private readonly Lock _gate = new();
    private (string Certificate, string Key) _pem;
    private X509Certificate2? _current;

    public X509Certificate2 Current
    {
        get
        {
            lock (_gate)
            {
                try
                {
                    var pem = read();
                    if (_current is null || pem != _pem)
                        (_pem, _current) = (pem, X509Certificate2.CreateFromPem(pem.Certificate, pem.Key));
                }
                catch (Exception e) when (_current is not null && e is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException)
                {
                    // Half-written files: certificate and key are replaced one after the other.
                }

                return _current!;
            }
        }
    }
}
