using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace StackOperator.ControllerRuntime.Connection;

/// <summary>Decides whether a serving certificate is the API server's: right name, chain from the current authorities.</summary>
/// <param name="read">Gives the PEM text of the authorities; null uses those of the machine.</param>
/// <param name="skip">Trusts any certificate (insecure-skip-tls-verify).</param>
internal sealed class ServerTrust(Func<string>? read, bool skip = false)
{
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";
    private readonly Lock _gate = new();
    private string? _pem;
    private X509Certificate2Collection? _authorities;

    public bool Validate(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (skip)
            return true;
        if (certificate is null || errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch) || errors.HasFlag(SslPolicyErrors.RemoteCertificateNotAvailable))
            return false;
        return read is null ? errors == SslPolicyErrors.None : ChainsToAuthority(certificate, chain);
    }

    private bool ChainsToAuthority(X509Certificate certificate, X509Chain? presented)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(Authorities());
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        chain.ChainPolicy.ApplicationPolicy.Add(new Oid(ServerAuthentication));
        foreach (var element in presented?.ChainElements ?? Enumerable.Empty<X509ChainElement>())
            chain.ChainPolicy.ExtraStore.Add(element.Certificate);
        if (presented is not null)
            chain.ChainPolicy.ExtraStore.AddRange(presented.ChainPolicy.ExtraStore);
        var leaf = certificate as X509Certificate2 ?? X509CertificateLoader.LoadCertificate(certificate.GetRawCertData());
        return chain.Build(leaf);
    }

    // Handshakes are rare, so each reads the file: a new authority counts from the next connection, an unreadable file changes nothing.
    private X509Certificate2Collection Authorities()
    {
        lock (_gate)
        {
            try
            {
                var pem = read!();
                if (_authorities is null || !string.Equals(pem, _pem, StringComparison.Ordinal))
                {
                    var loaded = new X509Certificate2Collection();
                    loaded.ImportFromPem(pem);
                    if (loaded.Count == 0)
                        throw new InvalidDataException("The certificate authority of the API server holds no certificate.");
                    (_pem, _authorities) = (pem, loaded);
                }
            }
            catch (Exception e) when (_authorities is not null && e is IOException or UnauthorizedAccessException or CryptographicException or InvalidDataException)
            {
            }

            return _authorities!;
        }
    }
}
