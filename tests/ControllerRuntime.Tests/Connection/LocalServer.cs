using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace StackOperator.ControllerRuntime.Tests.Connection;

/// <summary>A web server of one handler, and a folder with a kubeconfig that leads to it.</summary>
internal sealed class LocalServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private LocalServer(WebApplication app, string folder) => (_app, Folder) = (app, folder);

    public string Folder { get; }

    public Uri Address { get; private set; } = null!;

    public static async Task<LocalServer> StartAsync(RequestDelegate handler, Func<X509Certificate2>? certificate = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        if (certificate is not null)
            builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen =>
        {
            if (certificate is not null)
                listen.UseHttps(https => https.ServerCertificateSelector = (_, _) => certificate());
        }));
        var app = builder.Build();
        app.Run(handler);
        await app.StartAsync();
        return new(app, Directory.CreateTempSubdirectory("local-server-").FullName)
        {
            Address = new(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()),
        };
    }

    /// <summary>Writes a kubeconfig; relative paths in it start at <see cref="Folder"/>.</summary>
    public string Kubeconfig(string cluster = "", string user = "token: t", string? server = null)
    {
        var path = Path.Combine(Folder, $"{Guid.NewGuid():N}.yaml");
        File.WriteAllText(path, $"""
            apiVersion: v1
            kind: Config
            current-context: c
            contexts:
            - name: c
              context: [cluster: c, user: u, namespace: home]
            clusters:
            - name: c
              cluster:
                server: {server ?? Address.ToString()}
                {cluster}
            users:
            - name: u
              user:
                {user.ReplaceLineEndings("\n    ")}
            """.Replace('[', '{').Replace(']', '}'));
        return path;
    }

    public static (X509Certificate2 Certificate, string Pem) Authority(string name)
    {
        var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        var certificate = request.CreateSelfSigned(Now.AddDays(-1), Now.AddDays(30));
        return (certificate, certificate.ExportCertificatePem());
    }

    public static X509Certificate2 Serving(X509Certificate2 authority, string dnsName, string usage = "1.3.6.1.5.5.7.3.1")
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=serving", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(dnsName);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(usage)], critical: false));
        using var signed = request.Create(authority, Now.AddDays(-1), Now.AddDays(10), RandomNumberGenerator.GetBytes(8));
        using var withKey = signed.CopyWithPrivateKey(key);
        return X509CertificateLoader.LoadPkcs12(withKey.Export(X509ContentType.Pkcs12), null);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
    }

    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();
}
