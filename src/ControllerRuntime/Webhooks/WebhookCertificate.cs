using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace StackOperator.ControllerRuntime.Webhooks;

/// <summary>A self-made certificate as the Secret holds it. The authority's key is thrown away: each renewal makes a new authority.</summary>
/// <param name="Certificate">PEM of the server's certificate.</param>
/// <param name="Key">PEM of its key.</param>
/// <param name="Authorities">PEM of the authorities to trust: the one that signed it, and the one before while that is valid.</param>
internal sealed record WebhookCertificate(string Certificate, string Key, string Authorities)
{
    // Clocks of API servers may lag behind.
    private static readonly TimeSpan ClockSkew = TimeSpan.FromMinutes(5);

    /// <summary>Makes an authority and a certificate signed by it.</summary>
    /// <param name="hosts">Names and addresses of the server.</param>
    /// <param name="now">Present time.</param>
    /// <param name="lifetime">How long it is valid.</param>
    /// <param name="formerAuthorities">PEM of authorities that servers may still use.</param>
    public static WebhookCertificate Create(IEnumerable<string> hosts, DateTimeOffset now, TimeSpan lifetime, string? formerAuthorities = null)
    {
        using var authorityKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var authorityRequest = new CertificateRequest("CN=webhook authority", authorityKey, HashAlgorithmName.SHA256);
        authorityRequest.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: true, pathLengthConstraint: 0, critical: true));
        authorityRequest.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, critical: true));
        using var authority = authorityRequest.CreateSelfSigned(now - ClockSkew, now + lifetime);

        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=webhook", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1")], critical: false));
        request.CertificateExtensions.Add(Names(hosts));
        using var certificate = request.Create(authority, now - ClockSkew, now + lifetime, RandomNumberGenerator.GetBytes(16));
        return new WebhookCertificate(
            certificate.ExportCertificatePem(), key.ExportPkcs8PrivateKeyPem(), $"{authority.ExportCertificatePem()}\n{StillValid(formerAuthorities, now)}".TrimEnd() + "\n");
    }

    /// <summary>The certificate with its key, for a server.</summary>
    public X509Certificate2 Open() => X509Certificate2.CreateFromPem(Certificate, Key);

    /// <summary>Whether it is valid for long enough, and for all the hosts.</summary>
    public bool IsFit(IEnumerable<string> hosts, DateTimeOffset now, TimeSpan renewBefore)
    {
        try
        {
            using var certificate = Open();
            return certificate.NotAfter.ToUniversalTime() - renewBefore > now.UtcDateTime && hosts.All(host => certificate.MatchesHostname(host, allowWildcards: false, allowCommonName: false));
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    private static string StillValid(string? authorities, DateTimeOffset now)
    {
        var collection = new X509Certificate2Collection();
        if (authorities is not null)
        {
            try
            {
                collection.ImportFromPem(authorities);
            }
            catch (CryptographicException)
            {
                return string.Empty;
            }
        }

        // One step back is enough: nobody serves anything older.
        return collection.FirstOrDefault(authority => authority.NotAfter.ToUniversalTime() > now.UtcDateTime)?.ExportCertificatePem() ?? string.Empty;
    }

    private static X509Extension Names(IEnumerable<string> hosts)
    {
        var names = new SubjectAlternativeNameBuilder();
        foreach (var host in hosts)
        {
            if (IPAddress.TryParse(host, out var address))
            {
                names.AddIpAddress(address);
            }
            else
            {
                names.AddDnsName(host);
            }
        }

        return names.Build();
    }
}
