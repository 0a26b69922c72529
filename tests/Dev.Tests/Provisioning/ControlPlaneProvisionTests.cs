using System.Net;
using StackOperator.Dev.Tests.Fixtures;
using StackOperator.LocalServices;
using StackOperator.LocalServices.ControlPlanes;
using StackOperator.LocalServices.Provisioning;

namespace StackOperator.Dev.Tests.Provisioning;

public sealed class ControlPlaneProvisionTests : IDisposable
{
    private readonly BinaryCache _cache = new(Directory.CreateTempSubdirectory("cache").FullName);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_cache.Folder, recursive: true);

    [Fact]
    public async Task Given_assets_win_over_the_cache()
    {
        Fill(_cache.Entry(ControlPlaneBinaries.CacheEntry));
        var given = Path.Combine(_cache.Folder, "given");
        Fill(given);
        (await Provision().EnsureAsync(given, Ct)).Etcd.ShouldBe(Path.Combine(given, "etcd"));
    }

    [Fact]
    public async Task Given_assets_that_are_incomplete_are_an_error() =>
        (await Should.ThrowAsync<LocalServiceException>(() => Provision().EnsureAsync(_cache.Folder, Ct))).Message.ShouldContain("KUBEBUILDER_ASSETS");

    [Fact]
    public async Task The_cache_is_used_before_any_source()
    {
        Fill(_cache.Entry(ControlPlaneBinaries.CacheEntry));
        var source = new Source(gives: true);
        await Provision(source).EnsureAsync(null, Ct);
        source.Asked.ShouldBe(0);
    }

    [Fact]
    public async Task A_closed_source_hands_over_to_the_next_and_the_result_is_cached()
    {
        Source closed = new(gives: false), open = new(gives: true), last = new(gives: true);
        var binaries = await Provision(closed, open, last).EnsureAsync(null, Ct);
        binaries.Etcd.ShouldBe(Path.Combine(_cache.Entry(ControlPlaneBinaries.CacheEntry), "etcd"));
        (closed.Asked, open.Asked, last.Asked).ShouldBe((1, 1, 0));
        await Provision(closed, open, last).EnsureAsync(null, Ct);
        open.Asked.ShouldBe(1);
    }

    [Fact]
    public async Task A_source_that_breaks_off_leaves_nothing_in_the_cache()
    {
        var broken = new Source(gives: true) { Fault = new LocalServiceException("broke off") };
        await Should.ThrowAsync<LocalServiceException>(() => Provision(broken).EnsureAsync(null, Ct));
        Directory.EnumerateDirectories(_cache.Folder).ShouldBeEmpty();
    }

    [Fact]
    public async Task Two_runs_fetch_once()
    {
        var source = new Source(gives: true);
        await Task.WhenAll(Provision(source).EnsureAsync(null, Ct), Provision(source).EnsureAsync(null, Ct));
        source.Asked.ShouldBe(1);
    }

    [Fact]
    public async Task An_archive_with_a_wrong_checksum_is_refused()
    {
        var archive = new EnvtestArchive(() => new Answer(HttpStatusCode.OK));
        var fault = await Should.ThrowAsync<LocalServiceException>(() => Provision(archive).EnsureAsync(null, Ct));
        fault.Message.ShouldContain("SHA-512");
        Directory.EnumerateDirectories(_cache.Folder).ShouldBeEmpty();
    }

    [Fact]
    public async Task An_archive_that_is_not_there_hands_over_to_the_next_source()
    {
        var next = new Source(gives: true);
        await Provision(new EnvtestArchive(() => new Answer(HttpStatusCode.NotFound)), next).EnsureAsync(null, Ct);
        next.Asked.ShouldBe(1);
    }

    private ControlPlaneProvision Provision(params IControlPlaneSource[] sources) => new(new Silent(), _cache, sources);

    private static void Fill(string folder)
    {
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, "etcd"), "");
        File.WriteAllText(Path.Combine(folder, "kube-apiserver"), "");
    }

    private sealed class Source(bool gives) : IControlPlaneSource
    {
        public int Asked { get; private set; }

        public Exception? Fault { get; init; }

        public async Task<bool> TryGetAsync(string folder, IStepLog steps, CancellationToken ct)
        {
            Asked++;
            await Task.Yield();
            if (gives)
                Fill(folder);
            return Fault is null ? gives : throw Fault;
        }
    }

    private sealed class Answer(HttpStatusCode status) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromResult(new HttpResponseMessage(status) { Content = new StringContent("no archive") });
    }
}
