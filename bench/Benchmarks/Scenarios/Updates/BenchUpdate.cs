using System.IO.Compression;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Npgsql;
using StackOperator.Benchmarks.Environments;
using StackOperator.Benchmarks.Loads;

namespace StackOperator.Benchmarks.Scenarios.Updates;

/// <summary>A stack of its own and calls of an update on it, as prepared requests.</summary>
internal sealed class BenchUpdate
{
    private readonly BenchmarkEnvironment _environment;

    private BenchUpdate(BenchmarkEnvironment environment, string project) => (_environment, Project) = (environment, project);

    public string Project { get; }

    public string UpdateId { get; private set; } = "";

    public string Lease { get; private set; } = "";

    /// <summary>Inserts a stack as the operator would.</summary>
    public static async Task<BenchUpdate> CreateStackAsync(BenchmarkEnvironment environment, CancellationToken cancellationToken)
    {
        var project = $"p-{Guid.NewGuid():N}"[..20];
        await using var source = NpgsqlDataSource.Create(environment.Installation.DatabaseUrl);
        foreach (var sql in (string[])[
            $"insert into organizations (name, namespace) values ('{BenchmarkEnvironment.Organization}', 'bench') on conflict do nothing",
            $"insert into projects (organization, name) values ('{BenchmarkEnvironment.Organization}', '{project}')",
            $"insert into stacks (id, organization, project, name) values (gen_random_uuid(), '{BenchmarkEnvironment.Organization}', '{project}', 'dev')"])
        {
            await using var command = source.CreateCommand(sql);
            await command.ExecuteNonQueryAsync(cancellationToken);
        }

        return new BenchUpdate(environment, project);
    }

    /// <summary>A stack with a running update.</summary>
    public static async Task<BenchUpdate> StartAsync(BenchmarkEnvironment environment, bool journal, CancellationToken cancellationToken)
    {
        var update = await CreateStackAsync(environment, cancellationToken);
        using var client = environment.CreateApiClient();
        await update.StartAsync(client, journal, cancellationToken);
        return update;
    }

    /// <summary>Creates and starts an update.</summary>
    public async Task StartAsync(HttpClient client, bool journal, CancellationToken cancellationToken)
    {
        UpdateId = (string)(await PostAsync(client, "update", """{"options":{"dryRun":false},"config":{},"metadata":{"message":"bench","environment":{"exec.kind":"cli"}}}""", cancellationToken))["updateID"]!;
        Lease = (string)(await PostAsync(client, $"update/{UpdateId}", journal ? """{"journalVersion":1}""" : "{}", cancellationToken))["token"]!;
    }

    /// <summary>A call with the lease token.</summary>
    public byte[] Leased(string method, string call, ReadOnlySpan<byte> body, bool isGzip) =>
        PreparedRequest.Create(method, Url($"update/{UpdateId}/{call}"), $"update-token {Lease}", body, isGzip);

    /// <summary>A call with the access token.</summary>
    public byte[] Signed(string method, string call, ReadOnlySpan<byte> body, bool isGzip, bool takesGzip = true) =>
        PreparedRequest.Create(method, Url(call), _environment.Authorization, body, isGzip, takesGzip);

    public static byte[] Gzip(ReadOnlySpan<byte> text)
    {
        using var output = new MemoryStream();
        // What Go's default is.
        using (var gzip = new GZipStream(output, CompressionLevel.Optimal, leaveOpen: true))
        {
            gzip.Write(text);
        }

        return output.ToArray();
    }

    private Uri Url(string call) => new(_environment.Api!.Url, $"/api/stacks/{BenchmarkEnvironment.Organization}/{Project}/dev/{call}");

    private async Task<JsonNode> PostAsync(HttpClient client, string call, string body, CancellationToken cancellationToken)
    {
        using var content = new StringContent(body, Encoding.UTF8, new MediaTypeHeaderValue("application/json"));
        using var response = await client.PostAsync(Url(call), content, cancellationToken);
        response.EnsureSuccessStatusCode();
        return JsonNode.Parse(await response.Content.ReadAsStringAsync(cancellationToken))!;
    }
}
