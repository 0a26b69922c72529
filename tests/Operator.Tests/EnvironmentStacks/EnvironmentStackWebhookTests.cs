using System.Security.Cryptography.X509Certificates;
using System.Text;
using k8s;
using k8s.Autorest;
using k8s.Models;
using StackOperator.ControllerRuntime.Client;
using StackOperator.Crds;
using StackOperator.Crds.V1Alpha1.EnvironmentStacks;
using StackOperator.LocalServices.Processes;
using StackOperator.Operator.Tests.Running;
using StackOperator.Testing;
using StackOperator.Testing.Clusters;

namespace StackOperator.Operator.Tests.EnvironmentStacks;

/// <summary>The webhook on a real API server, which reaches the operator by the certificate that it made.</summary>
public sealed class EnvironmentStackWebhookTests
{
    [Fact]
    public async Task The_webhook_refuses_what_is_wrong_and_what_changes_what_never_changes_and_heals_its_own_certificate()
    {
        // The configuration is one for the whole cluster.
        await using var cluster = await TestCluster.StartPrivateAsync(OperatorWorld.Ct);
        await using var world = await OperatorWorld.CreateAsync(cluster);
        var port = FreePort.Take();
        await ConfigureAsync(cluster, port);
        var first = await world.StartOperatorAsync(change: settings => Serve(settings, port));
        await UntilTrustedAsync(world, null);
        await UntilAskedAsync(world, static refused => refused);

        // New objects.
        var cyclic = await Should.ThrowAsync<HttpOperationException>(() => world.CreateEnvironmentsAsync("cyclic", "myapp", "a>b b>a"));
        cyclic.Status()!.Message.ShouldContain("a -> b -> a");
        var hidden = await Should.ThrowAsync<HttpOperationException>(() => world.CreateEnvironmentsAsync("hidden", "myapp", "a", static spec => (spec.SourceRepoUrl, spec.SourceBranch) = ("https://u:s3cret@example.org/x", "main")));
        hidden.Status()!.Message.ShouldContain("spec.sourceRepoUrl");
        hidden.Status()!.Message.ShouldNotContain("s3cret");

        // Changes. This server knows no CEL: the refusal is the webhook's.
        await world.CreateReadyEnvironmentsAsync("a", "myapp");
        foreach (var patch in (string[])["""{"environments":[{"name":"dev"}]}""", """{"sourceRoot":"/x"}""", """{"executionTarget":"agent"}""", """{"organization":"other"}"""])
        {
            (await Should.ThrowAsync<HttpOperationException>(() => world.PatchEnvironmentsAsync("a", patch))).Status()!.Message.ShouldContain("never changes after creation");
        }

        await world.PatchEnvironmentsAsync("a", """{"name":"renamed"}""");
        await world.UntilEnvironmentsReadyAsync("a");

        // Objects that were stored while nobody was asked: metadata and deletion are nobody's business.
        await world.StopAsync(first);
        await world.CreateEnvironmentsAsync("wrong", "wrong", "a>b b>a");
        await world.StartOperatorAsync(change: settings => Serve(settings, port));
        await world.UntilEnvironmentsAsync("wrong", "False", EnvironmentStackConditions.ReasonPromotionCycle);
        await Eventually.UntilAsync(
            async ct => await world.IsDeniedAsync("{\"environments\":[{\"name\":\"a\",\"promoteTo\":[\"b\"]},{\"name\":\"b\",\"promoteTo\":[\"a\"]}],\"project\":\"x\"}", "wrong"), static denied => denied, TimeSpan.FromSeconds(30), ct: OperatorWorld.Ct);
        await world.Client.PatchAsync<EnvironmentStackResource>(new V1Patch("""{"metadata":{"labels":{"a":"b"}}}""", V1Patch.PatchType.MergePatch), "wrong", world.Team, null, OperatorWorld.Ct);
        await world.DeleteEnvironmentsAsync("wrong");
        await world.UntilEnvironmentsGoneAsync("wrong");
    }

    [Fact]
    public async Task Two_replicas_share_one_certificate_and_replace_it_without_a_failing_call()
    {
        await using var cluster = await TestCluster.StartPrivateAsync(OperatorWorld.Ct);
        await using var world = await OperatorWorld.CreateAsync(cluster);
        var (port, other) = (FreePort.Take(), FreePort.Take());
        await ConfigureAsync(cluster, port, failurePolicy: "Fail");
        await world.StartOperatorAsync(change: settings => Serve(settings, port));
        await world.StartOperatorAsync(change: settings => Serve(settings, other));
        var before = await UntilTrustedAsync(world, null);
        await UntilAskedAsync(world, static refused => !refused, environments: "dev");
        await world.CreateReadyEnvironmentsAsync("s", "s", "dev");

        // Something else than a fit certificate is replaced; the authority that servers still use stays trusted.
        await world.Client.ApiClient.CoreV1.PatchNamespacedSecretAsync(
            new V1Patch("{\"data\":{\"tls.crt\":\"\"}}", V1Patch.PatchType.MergePatch), OperatorEnvironment.WebhookName, world.Home, cancellationToken: OperatorWorld.Ct);
        using var done = CancellationTokenSource.CreateLinkedTokenSource(OperatorWorld.Ct);
        var calls = 0;
        var caller = Task.Run(async () =>
        {
            for (; !done.IsCancellationRequested; calls++)
            {
                // Fails when the webhook cannot be reached: the policy is Fail here.
                await world.PatchEnvironmentsAsync("s", "{\"name\":\"s" + calls + "\"}");
            }
        }, OperatorWorld.Ct);
        var after = await UntilTrustedAsync(world, before);
        Authorities(after).Count.ShouldBe(2);
        await Eventually.UntilAsync(() => Volatile.Read(ref calls) > 20 && ServedBy(port) == ServedBy(other) && ServedBy(port) != null, TimeSpan.FromSeconds(60), ct: OperatorWorld.Ct);
        await done.CancelAsync();
        await caller;
    }

    private static string? ServedBy(int port)
    {
        try
        {
            using var client = new System.Net.Sockets.TcpClient("127.0.0.1", port);
            using var tls = new System.Net.Security.SslStream(client.GetStream(), false, static (_, _, _, _) => true);
            tls.AuthenticateAsClient("localhost");
            return tls.RemoteCertificate!.GetSerialNumberString();
        }
        catch (Exception e) when (e is IOException or System.Net.Sockets.SocketException or System.Security.Authentication.AuthenticationException)
        {
            return null;
        }
    }

    private static X509Certificate2Collection Authorities(byte[] bundle)
    {
        var authorities = new X509Certificate2Collection();
        authorities.ImportFromPem(Encoding.ASCII.GetString(bundle));
        return authorities;
    }

    private static void Serve(Dictionary<string, string> settings, int port)
    {
        settings["STACK_OPERATOR_WEBHOOK_PORT"] = $"{port}";
        settings["STACK_OPERATOR_WEBHOOK_HOSTS"] = "localhost,127.0.0.1";
        settings["STACK_OPERATOR_WEBHOOK_POLL_INTERVAL"] = "500ms";
    }

    private static async Task ConfigureAsync(TestCluster cluster, int port, string failurePolicy = "Ignore")
    {
        var manifest = (await File.ReadAllTextAsync(Path.Combine(RepositoryRoot.Folder, "config/webhook/operator.yaml"), OperatorWorld.Ct)).Split("---\n")[1];
        var service = manifest[manifest.IndexOf("    service:", StringComparison.Ordinal)..manifest.IndexOf("  rules:", StringComparison.Ordinal)];
        // No network of pods here: the address in place of the service.
        await cluster.ApplyAsync(
            manifest.Replace(service, $"    url: https://127.0.0.1:{port}/validate/environmentstacks\n", StringComparison.Ordinal).Replace("failurePolicy: Ignore", $"failurePolicy: {failurePolicy}", StringComparison.Ordinal),
            OperatorWorld.Ct);
    }

    // The API server reads configurations of webhooks from a cache that follows a moment later.
    private static Task UntilAskedAsync(OperatorWorld world, Predicate<bool> isSo, string environments = "a>b b>a") => Eventually.UntilAsync(
        async ct =>
        {
            try
            {
                var probe = EnvironmentObjects.Object(world.Team, "probe", "probe", environments);
                (probe.ApiVersion, probe.Kind) = ($"{ApiGroup.Name}/v1alpha1", "EnvironmentStack");
                await world.Client.ApiClient.CustomObjects.CreateNamespacedCustomObjectAsync<EnvironmentStackResource>(
                    probe, ApiGroup.Name, "v1alpha1", world.Team, "environmentstacks", dryRun: "All", cancellationToken: ct);
                return isSo(false);
            }
            catch (HttpOperationException)
            {
                return isSo(true);
            }
        },
        static done => done,
        TimeSpan.FromSeconds(60),
        ct: OperatorWorld.Ct);

    private static async Task<byte[]> UntilTrustedAsync(OperatorWorld world, byte[]? former)
        => (await Eventually.UntilAsync(
            async ct => (await world.Client.ApiClient.AdmissionregistrationV1.ReadValidatingWebhookConfigurationAsync(OperatorEnvironment.WebhookName, cancellationToken: ct)).Webhooks[0].ClientConfig.CaBundle,
            bundle => bundle is not null && (former is null || !bundle.AsSpan().SequenceEqual(former)),
            TimeSpan.FromSeconds(60),
            ct: OperatorWorld.Ct))!;
}
