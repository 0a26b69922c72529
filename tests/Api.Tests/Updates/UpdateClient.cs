using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;
using StackOperator.Api.Tests.Fixtures;
using StackOperator.Core.Stacks;

namespace StackOperator.Api.Tests.Updates;

/// <summary>The calls of a client that updates one stack.</summary>
public sealed class UpdateClient(ApiProcess api, Guid stackId, StackIdentity stack, string token)
{
    public Guid StackId => stackId;

    public StackIdentity Identity => stack;

    public string Stack => $"/api/stacks/{stack.Organization}/{stack.Project}/{stack.Name}";

    public ApiClient Client => api.As(token, "pulumi-cli/1 (v3.260.0; linux)");

    public ApiClient With(string lease) => api.As(lease);

    public async Task<string> CreateAsync(string kind = "update", string body = "{}") =>
        (string)(await Client.PostAsync($"{Stack}/{kind}", body)).ShouldBe(200).Json["updateID"]!;

    public Task<ApiAnswer> TryStartAsync(string update, string body = """{"journalVersion":1}""") => Client.PostAsync($"{Stack}/update/{update}", body);

    public async Task<(string Update, string Lease)> StartAsync(string kind = "update", string create = "{}", string start = """{"journalVersion":1}""")
    {
        var update = await CreateAsync(kind, create);
        return (update, (string)(await TryStartAsync(update, start)).ShouldBe(200).Json["token"]!);
    }

    /// <summary>A call with a lease token.</summary>
    public Task<ApiAnswer> LeasedAsync(HttpMethod method, string update, string lease, string call, string body, bool gzip = false) =>
        With(lease).SendAsync(method, $"{Stack}/update/{update}/{call}", gzip ? Gzip(body) : Encoding.UTF8.GetBytes(body), gzip ? "gzip" : null, scheme: "update-token");

    public Task<ApiAnswer> RenewAsync(string update, string lease) => LeasedAsync(HttpMethod.Post, update, lease, "renew_lease", """{"token":"","duration":300}""");

    public Task<ApiAnswer> CompleteAsync(string update, string lease, string status = "succeeded") =>
        LeasedAsync(HttpMethod.Post, update, lease, "complete", $$"""{"status":"{{status}}"}""");

    public Task<ApiAnswer> JournalAsync(string update, string lease, string entries) =>
        LeasedAsync(HttpMethod.Patch, update, lease, "journalentries", $$"""{"entries":[{{entries}}]}""", gzip: true);

    public Task<ApiAnswer> CheckpointAsync(string update, string lease, string deployment, int version = 3) =>
        LeasedAsync(HttpMethod.Patch, update, lease, "checkpoint", $$"""{"isInvalid":false,"version":{{version}},"deployment":{{deployment}}}""", gzip: true);

    public Task<ApiAnswer> CancelAsync(string update) => Client.SendAsync(HttpMethod.Post, $"{Stack}/update/{update}/cancel");

    public async Task<JsonNode> ExportAsync() => (await Client.GetAsync($"{Stack}/export")).ShouldBe(200).Json;

    public static string Create(long sequence, long operation, string name) =>
        $$"""{"version":1,"kind":1,"sequenceID":{{sequence}},"operationID":{{operation}},"removeOld":null,"removeNew":null,"state":{"urn":"urn:pulumi:dev::p::t::{{name}}","custom":false,"type":"t"} }""";

    public static string Begin(long sequence, long operation, string name) =>
        $$"""{"version":1,"kind":0,"sequenceID":{{sequence}},"operationID":{{operation}},"removeOld":null,"removeNew":null,"operation":{"resource":{"urn":"urn:pulumi:dev::p::t::{{name}}","custom":false,"type":"t"},"type":"creating"} }""";

    private static byte[] Gzip(string text)
    {
        using var output = new MemoryStream();
        using (var gzip = new GZipStream(output, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(Encoding.UTF8.GetBytes(text));
        }

        return output.ToArray();
    }
}
