using System.Text.Json;
using k8s;
using k8s.Exceptions;
using StackOperator.ControllerRuntime.Connection;

namespace StackOperator.ControllerRuntime.Tests.Connection;

public sealed class KubeconfigFileTests : IDisposable
{
    private readonly string _path = Path.Combine(Path.GetTempPath(), $"kubeconfig-{Guid.NewGuid():N}");

    public void Dispose() => File.Delete(_path);

    [Fact]
    public void A_kubeconfig_is_read_as_the_client_reads_it()
    {
        File.WriteAllText(_path, """
            apiVersion: v1
            kind: Config
            preferences: {}
            current-context: second
            extensions: [{ name: top, extension: { a: b } }]
            clusters:
            - name: c
              cluster: { server: "https://h:1", certificate-authority-data: QQ==, insecure-skip-tls-verify: false, tls-server-name: n, proxy-url: "http://p", extensions: [{ name: e, extension: { last-update: x } }] }
            - { name: d, cluster: { server: "https://h:2", certificate-authority: ca.crt, insecure-skip-tls-verify: true } }
            contexts:
            - { name: first, context: { cluster: c, user: u } }
            - { name: second, context: { cluster: d, user: v, namespace: ns } }
            users:
            - name: u
              user:
                exec:
                  apiVersion: client.authentication.k8s.io/v1
                  command: get-token
                  args: [--for, me]
                  env: [{ name: A, value: "1" }]
                  interactiveMode: Never
                  provideClusterInfo: true
                  installHint: install it
            - { name: v, user: { client-certificate-data: QQ==, client-key-data: QQ==, token: t, tokenFile: f, as: somebody, as-groups: [g], as-user-extra: { k: v }, username: n, password: p } }
            - { name: w, user: { client-certificate: c.crt, client-key: c.key, auth-provider: { name: oidc, config: { id-token: i } } } }
            later: [unknown]
            """);

        JsonSerializer.Serialize(KubeconfigFile.Read(_path)).ShouldBe(JsonSerializer.Serialize(KubernetesClientConfiguration.LoadKubeConfig(new FileInfo(_path))));
    }

    [Theory]
    [InlineData("clusters: [", "is no kubeconfig")]
    [InlineData("clusters: 5", "is no kubeconfig")]
    [InlineData(null, "cannot be read")]
    public void What_is_missing_or_no_kubeconfig_is_told_with_its_path(string? text, string message)
    {
        if (text is not null)
            File.WriteAllText(_path, text);
        var fault = Should.Throw<KubeConfigException>(() => KubeconfigFile.Read(_path));
        fault.Message.ShouldContain(message);
        fault.Message.ShouldContain(_path);
    }
}
