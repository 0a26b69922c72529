using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace StackOperator.LocalServices.ControlPlanes;

/// <summary>The keys of a control plane, made once a folder: one authority for serving and client certificates, and the pair that signs service account tokens.</summary>
public sealed class ClusterCertificates
{
    private readonly string _folder;

    private ClusterCertificates(string folder) => _folder = folder;

    public string AuthorityFile => Path.Combine(_folder, "ca.crt");

    public string ServingFile => Path.Combine(_folder, "serving.crt");

    public string ServingKeyFile => Path.Combine(_folder, "serving.key");

    public string TokenSigningKeyFile => Path.Combine(_folder, "service-accounts.key");

    public string TokenVerifyingKeyFile => Path.Combine(_folder, "service-accounts.pub");

    private string AuthorityKeyFile => Path.Combine(_folder, "ca.key");

    /// <summary>The certificates of a folder; makes them when they are not there or end within a month.</summary>
    public static ClusterCertificates At(string folder, TimeProvider time)
    {
        var files = new ClusterCertificates(folder);
        if (!files.IsUsable(time.GetUtcNow()))
            files.Create(time.GetUtcNow());
        return files;
    }

    /// <summary>A client certificate in PEM. The API server takes CN for the user and each O for a group.</summary>
    public (string Certificate, string Key) IssueClient(string user, IReadOnlyList<string> groups, TimeProvider time)
    {
        using var authority = X509Certificate2.CreateFromPemFile(AuthorityFile, AuthorityKeyFile);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var subject = new X500DistinguishedNameBuilder();
        subject.AddCommonName(user);
        foreach (var group in groups)
            subject.AddOrganizationName(group);
        var request = new CertificateRequest(subject.Build(), key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.2")], critical: false));
        using var certificate = Sign(request, authority, time.GetUtcNow());
        return (certificate.ExportCertificatePem(), key.ExportPkcs8PrivateKeyPem());
    }

    private bool IsUsable(DateTimeOffset now)
    {
        if (!File.Exists(TokenVerifyingKeyFile))
            return false;
        using var serving = X509CertificateLoader.LoadCertificateFromFile(ServingFile);
        return serving.NotAfter > now.AddDays(30).LocalDateTime;
    }

    private void Create(DateTimeOffset now)
    {
        Directory.CreateDirectory(_folder);
        using var authorityKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var authorityRequest = new CertificateRequest("CN=stack-operator-local", authorityKey, HashAlgorithmName.SHA256);
        authorityRequest.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, 0, critical: true));
        authorityRequest.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, critical: true));
        authorityRequest.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(authorityRequest.PublicKey, critical: false));
        using var authority = authorityRequest.CreateSelfSigned(now.AddHours(-1), now.AddYears(10));
        File.WriteAllText(AuthorityFile, authority.ExportCertificatePem());
        WriteSecret(AuthorityKeyFile, authorityKey.ExportPkcs8PrivateKeyPem());

        CreateServing(authority, now);

        using var signing = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        WriteSecret(TokenSigningKeyFile, signing.ExportECPrivateKeyPem());
        // Written last: its presence says that the folder is complete.
        File.WriteAllText(TokenVerifyingKeyFile, signing.ExportSubjectPublicKeyInfoPem());
    }

    private void CreateServing(X509Certificate2 authority, DateTimeOffset now)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=kube-apiserver", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        names.AddIpAddress(IPAddress.IPv6Loopback);
        names.AddDnsName("localhost");
        names.AddDnsName("kubernetes.default.svc");
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1")], critical: false));
        using var certificate = Sign(request, authority, now);
        File.WriteAllText(ServingFile, certificate.ExportCertificatePem());
        WriteSecret(ServingKeyFile, key.ExportPkcs8PrivateKeyPem());
    }

    private static X509Certificate2 Sign(CertificateRequest request, X509Certificate2 authority, DateTimeOffset now)
    {
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(authority, includeKeyIdentifier: true, includeIssuerAndSerial: false));
        return request.Create(authority, now.AddHours(-1), now.AddYears(9), RandomNumberGenerator.GetBytes(16));
    }

    private static void WriteSecret(string path, string text)
    {
        using var stream = new FileStream(path, new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite });
        using var writer = new StreamWriter(stream);
        writer.Write(text);
    }
}
