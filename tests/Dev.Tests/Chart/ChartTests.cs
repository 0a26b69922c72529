using System.Text.RegularExpressions;
using CliWrap;
using CliWrap.Buffered;
using StackOperator.LocalServices.ControlPlanes;
using StackOperator.Testing;
using StackOperator.Testing.Clusters;

namespace StackOperator.Dev.Tests.Chart;

public sealed partial class ChartTests
{
    private static readonly string[] _everything =
    [
        "operator.installDefinitions=true", "operator.namespaces={team-a,team-b}", "operator.serviceAccount.annotations.role=x", "operator.env[0].name=OTEL_EXPORTER_OTLP_ENDPOINT", "operator.env[0].value=http://collector:4317",
        "api.podAnnotations.a=b", "api.nodeSelector.disk=fast", "api.tolerations[0].key=only", "api.service.type=LoadBalancer", "api.organizationFounders=ada",
        "image.registry=registry.example/team", "image.tag=1.2.3", "image.pullSecrets={one}", "logFormat=text",
    ];

    private static readonly string[] _least = ["operator.replicas=1", "api.replicas=1", "rbac.create=false", "scrapeAnnotations=false", "api.disruptionBudget=false"];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_passes_the_strict_lint() => (await (await Helm.GetAsync()).RunAsync("lint", "--strict", Helm.Chart)).ExitCode.ShouldBe(0);

    [Theory]
    [InlineData("defaults")]
    [InlineData("everything")]
    [InlineData("least")]
    public async Task A_real_API_server_takes_every_object_of_it(string values)
    {
        var helm = await Helm.GetAsync();
        var cluster = await TestCluster.SharedAsync(Ct);
        var ns = await cluster.CreateNamespaceAsync("chart", ct: Ct);
        using var client = new ClusterClient(Kubeconfig.Read(cluster.Kubeconfig));
        // Debian's build does not tell its version.
        var version = await client.ExistsAsync("/apis/policy/v1", Ct) ? "1.36.0" : "1.20.2";
        var rendered = await helm.TemplateAsync(ns, version, values switch { "everything" => _everything, "least" => _least, _ => [] });
        var result = await Cli.Wrap("kubectl").WithArguments(["--kubeconfig", cluster.Kubeconfig, "apply", "--server-side", "--dry-run=server", "-f", "-"])
            .WithStandardInputPipe(PipeSource.FromString(rendered)).WithValidation(CommandResultValidation.None).ExecuteBufferedAsync(Ct);
        result.ExitCode.ShouldBe(0, result.StandardError);
        result.StandardOutput.ShouldContain("deployment.apps/stack-operator-api serverside-applied");
    }

    [Theory]
    [InlineData("operator.replica=2", "replica")]
    [InlineData("operator.replicas=0", "minimum")]
    [InlineData("api.service.type=Ingress", "api/service/type")]
    [InlineData("database.url=postgres://me:secret@host/db", "url")]
    public async Task Values_that_it_does_not_know_are_refused_by_name(string setting, string named)
    {
        var (code, output) = await (await Helm.GetAsync()).RunAsync("template", "release", Helm.Chart, "--set", setting);
        code.ShouldNotBe(0);
        output.ShouldContain(named);
    }

    [Fact]
    public async Task Pods_are_restricted_and_take_secrets_by_reference()
    {
        var rendered = await (await Helm.GetAsync()).TemplateAsync("prod", "1.36.0", _everything);
        foreach (var pod in ManifestDocument.Parse(rendered).Where(d => d.Kind == "Deployment").Select(d => d.Yaml))
        {
            foreach (var rule in new[] { "readOnlyRootFilesystem: true", "runAsNonRoot: true", "runAsUser: 1654", "allowPrivilegeEscalation: false", "RuntimeDefault", "startupProbe:", "livenessProbe:", "readinessProbe:", "memory:", "secretKeyRef:" })
                pod.ShouldContain(rule);
            pod.ShouldContain("image: registry.example/team/stack-operator");
        }

        rendered.ShouldNotContain("kind: Secret\n");
    }

    [Fact]
    public async Task Every_variable_that_it_sets_is_in_the_documentation()
    {
        var rendered = await (await Helm.GetAsync()).TemplateAsync("prod", "1.36.0", _everything);
        var documented = await File.ReadAllTextAsync(Path.Combine(RepositoryRoot.Folder, "docs", "operations.md"), Ct);
        foreach (var name in Variable().Matches(rendered).Select(m => m.Groups[1].Value).Distinct())
            documented.ShouldContain($"`{name}`");
    }

    [Fact]
    public async Task Older_clusters_get_the_disruption_budgets_that_they_know()
    {
        var output = await (await Helm.GetAsync()).TemplateAsync("prod", "1.20.2");
        output.ShouldContain("apiVersion: policy/v1beta1");
        output.ShouldNotContain("apiVersion: policy/v1\n");
    }

    [GeneratedRegex("- name: (STACK_[A-Z_]+)")]
    private static partial Regex Variable();
}
