using System.Globalization;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Npgsql;
using StackOperator.EndToEnd.Tests.Installations;
using StackOperator.LocalServices.Installations;
using StackOperator.Testing.Access;
using StackOperator.Testing.Stacks;

namespace StackOperator.EndToEnd.Tests;

/// <summary>A state of 20,000 resources and 50 MB, and what it costs the process in memory.</summary>
public sealed class LargeStateTests(SharedInstallation shared)
{
    private const int Resources = 20_000;
    private const long Megabyte = 1024 * 1024;
    private readonly string _organization = $"large-{Guid.NewGuid():N}"[..16];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Fifty_megabytes_come_back_byte_for_byte_in_less_than_three_times_their_memory()
    {
        var api = await shared.Installation.StartApiAsync(ct: Token);
        var deployment = Deployment();
        var state = Wrap(deployment);
        ((long)state.Length).ShouldBeGreaterThan(50 * Megabyte);
        using var http = new HttpClient { BaseAddress = api.Url, Timeout = TimeSpan.FromMinutes(5) };
        var stack = await NewStackAsync(http);
        await SendAsync(http, HttpMethod.Post, $"{stack}/import", """{"version":3,"deployment":{}}"""u8.ToArray(), "token");

        await BoundAsync(api, "import", async () => await SendAsync(http, HttpMethod.Post, $"{stack}/import", Gzip(state), "token", isGzip: true));
        await BoundAsync(api, "export", async () => (await HashAsync(http, $"{stack}/export")).ShouldBe(SHA256.HashData(state)));

        var update = (string)(await SendAsync(http, HttpMethod.Post, $"{stack}/update", "{}"u8.ToArray(), "token"))!["updateID"]!;
        var lease = (string)(await SendAsync(http, HttpMethod.Post, $"{stack}/update/{update}", "{}"u8.ToArray(), "token"))!["token"]!;
        var body = Gzip([.. "{\"isInvalid\":false,\"version\":3,\"deployment\":"u8, .. deployment, (byte)'}']);
        await BoundAsync(api, "checkpoint", async () => await SendAsync(http, HttpMethod.Patch, $"{stack}/update/{update}/checkpoint", body, "update-token", lease, isGzip: true));
        await BoundAsync(api, "export of a save", async () => (await HashAsync(http, $"{stack}/export")).ShouldBe(SHA256.HashData(state)));
        await BoundAsync(api, "complete", async () => await SendAsync(http, HttpMethod.Post, $"{stack}/update/{update}/complete", """{"status":"succeeded"}"""u8.ToArray(), "update-token", lease));
        foreach (var version in (string[])["/export", "/export/2", "/export/3"])
        {
            (await HashAsync(http, $"{stack}{version}")).ShouldBe(SHA256.HashData(state), version);
        }

        (await ResourceCountAsync()).ShouldBe(Resources);
        await api.KillAsync();
    }

    private static async Task BoundAsync(ServiceProcess api, string what, Func<Task> action)
    {
        var pid = api.Process.Identity.Pid;
        await File.WriteAllTextAsync($"/proc/{pid}/clear_refs", "5", Token);
        var before = Memory(pid, "VmRSS");
        await action();
        var grown = (Memory(pid, "VmHWM") - before) / Megabyte;
        TestContext.Current.SendDiagnosticMessage("{0}: {1} MB more than the {2} MB before", what, grown, before / Megabyte);
        grown.ShouldBeLessThan(150, what);
    }

    private static long Memory(int pid, string member) => long.Parse(
        File.ReadLines($"/proc/{pid}/status").Single(line => line.StartsWith(member + ":", StringComparison.Ordinal)).Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries)[1],
        CultureInfo.InvariantCulture) * 1024;

    private async Task<string> NewStackAsync(HttpClient http)
    {
        await using var source = NpgsqlDataSource.Create(shared.Installation.DatabaseUrl);
        var (_, stack) = await StackRows.InsertAsync(source, _organization, Token);
        var token = await AdminTokens.IssueAsync(shared.Installation.DatabaseUrl, _organization, Token);
        http.DefaultRequestHeaders.TryAddWithoutValidation("X-Test-Token", token);
        return $"/api/stacks/{stack.Organization}/{stack.Project}/{stack.Name}";
    }

    private async Task<long> ResourceCountAsync()
    {
        await using var source = NpgsqlDataSource.Create(shared.Installation.DatabaseUrl);
        await using var command = source.CreateCommand("select t.resource_count from stack_states t join stacks s on s.id = t.stack_id where s.organization = $1");
        command.Parameters.Add(new NpgsqlParameter { Value = _organization });
        return (long)(await command.ExecuteScalarAsync(Token))!;
    }

    private static async Task<JsonNode?> SendAsync(HttpClient http, HttpMethod method, string path, byte[] body, string scheme, string? lease = null, bool isGzip = false)
    {
        using var request = new HttpRequestMessage(method, path) { Content = new ByteArrayContent(body) };
        request.Headers.TryAddWithoutValidation("Authorization", $"{scheme} {lease ?? TokenOf(http)}");
        request.Headers.TryAddWithoutValidation("Accept", "application/vnd.pulumi+9");
        if (isGzip)
        {
            request.Content.Headers.ContentEncoding.Add("gzip");
        }

        using var response = await http.SendAsync(request, Token);
        var text = await response.Content.ReadAsStringAsync(Token);
        response.IsSuccessStatusCode.ShouldBeTrue(text);
        return text.Length > 0 ? JsonNode.Parse(text) : null;
    }

    private static async Task<byte[]> HashAsync(HttpClient http, string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.TryAddWithoutValidation("Authorization", $"token {TokenOf(http)}");
        request.Headers.TryAddWithoutValidation("Accept", "application/vnd.pulumi+9");
        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Token);
        response.EnsureSuccessStatusCode();
        await using var stream = await response.Content.ReadAsStreamAsync(Token);
        return await SHA256.HashDataAsync(stream, Token);
    }

    private static string TokenOf(HttpClient http) => http.DefaultRequestHeaders.GetValues("X-Test-Token").Single();

    private static byte[] Wrap(byte[] deployment) => [.. "{\"version\":3,\"deployment\":"u8, .. deployment, (byte)'}'];

    // Half of it random, as hashes and ids are: it does not pack to nothing.
    private static byte[] Deployment()
    {
        var random = new Random(11);
        var text = new StringBuilder("{\"manifest\":{\"time\":\"2026-01-01T00:00:00Z\",\"magic\":\"\",\"version\":\"\"},\"resources\":[");
        var bytes = new byte[650];
        for (var i = 0; i < Resources; i++)
        {
            random.NextBytes(bytes);
            text.Append(i == 0 ? "" : ",").Append(CultureInfo.InvariantCulture, $"{{\"urn\":\"urn:pulumi:dev::p::aws:s3/bucketObject:BucketObject::object-{i}\",\"custom\":true,\"id\":\"object-{i}\",\"type\":\"aws:s3/bucketObject:BucketObject\",\"inputs\":{{\"n\":1.0,\"big\":9007199254740993,\"content\":\"{Convert.ToHexStringLower(bytes)}\"}},\"outputs\":{{\"text\":\"{new string('o', 1_150)}\"}}}}");
        }

        return Encoding.UTF8.GetBytes(text.Append("]}").ToString());
    }

    private static byte[] Gzip(byte[] text)
    {
        using var output = new MemoryStream();
        using (var gzip = new GZipStream(output, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(text);
        }

        return output.ToArray();
    }
}
