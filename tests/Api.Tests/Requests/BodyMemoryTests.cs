using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using StackOperator.Api.Requests;
using StackOperator.Api.Tests.Fixtures;
using StackOperator.Store.Access;
using StackOperator.Testing.Stacks;

namespace StackOperator.Api.Tests.Requests;

/// <summary>What many large bodies at once, slow ones and lying ones may do to the server.</summary>
public sealed class BodyMemoryTests(SharedInstallation shared)
{
    [Fact]
    public async Task Checklist_12_bodies_beyond_the_memory_of_the_server_are_503_with_retry_after_and_small_calls_go_on()
    {
        var api = await shared.Installation.StartApiAsync(
            services: static services => services.Configure<BodyMemoryOptions>(static options => (options.Megabytes, options.WaitSeconds) = (3, 0.2)));
        var (stack, token) = await NewStackAsync();
        using var slow = await SlowImportAsync(api, stack, token, announced: 1_900_000);
        var client = api.As(token);
        var large = Encoding.UTF8.GetBytes(Deployment(new string('x', 1_000_000)));
        var memory = api.Services.GetRequiredService<BodyMemory>();
        await Testing.Eventually.UntilAsync(_ => Task.FromResult(memory.TextLeft), left => left < 1_000_000, because: "the slow body holds the memory");

        var refused = await client.SendAsync(HttpMethod.Post, $"{stack}/import", large);
        refused.ShouldFail(503, "repeat the request");
        refused.Headers.GetValues("Retry-After").Single().ShouldBe("2");
        (await client.PostAsync($"{stack}/import", Deployment("small"))).ShouldBe(200);

        slow.Dispose();
        await Testing.Eventually.UntilAsync(async _ => (await client.SendAsync(HttpMethod.Post, $"{stack}/import", large)).Status == 200, because: "the memory is free again");
    }

    [Fact]
    public async Task A_body_that_waits_for_memory_is_taken_when_its_turn_comes()
    {
        var api = await shared.Installation.StartApiAsync(
            services: static services => services.Configure<BodyMemoryOptions>(static options => (options.Megabytes, options.WaitSeconds) = (3, 60)));
        var (stack, token) = await NewStackAsync();
        var body = Encoding.UTF8.GetBytes(Deployment(new string('x', 1_500_000)));
        var answers = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => api.As(token).SendAsync(HttpMethod.Post, $"{stack}/import", body)));
        answers.ShouldAllBe(answer => answer.Status == 200);
    }

    [Fact]
    public async Task Checklist_5_gzip_that_is_cut_off_changed_padded_or_lies_about_its_length_is_400()
    {
        var (stack, token) = await NewStackAsync();
        var client = shared.Api.As(token);
        var whole = Gzip(Deployment(new string('y', 20_000)));
        var (lying, changed) = ((byte[])whole.Clone(), (byte[])whole.Clone());
        lying[^1] = 0x01;
        changed[^6] ^= 1;
        foreach (var broken in (byte[][])[lying, changed, whole[..^1], whole[..^4], whole[..^9], whole[..30], [.. whole, 0, 0, 0, 0], [.. whole, .. whole]])
        {
            (await client.SendAsync(HttpMethod.Post, $"{stack}/import", broken, "gzip")).Status.ShouldBeOneOf(400, 413);
        }

        (await client.GetAsync($"{stack}/export/1")).ShouldFail(404);
        (await client.SendAsync(HttpMethod.Post, $"{stack}/import", whole, "gzip")).ShouldBe(200);
    }

    [Fact]
    public async Task A_body_without_a_length_is_read_to_its_end_and_bounded()
    {
        var (stack, token) = await NewStackAsync();
        var text = Deployment(new string('z', 3_000_000));
        (await ChunkedAsync(stack, token, "import", text)).ShouldBe(HttpStatusCode.OK);
        (await shared.Api.As(token).GetAsync($"{stack}/export")).Text.ShouldBe(text);
        (await ChunkedAsync(stack, token, "rename", text)).ShouldBe(HttpStatusCode.RequestEntityTooLarge);
    }

    private async Task<HttpStatusCode> ChunkedAsync(string stack, string token, string call, string text)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{stack}/{call}") { Content = new StringContent(text) };
        request.Headers.TransferEncodingChunked = true;
        request.Headers.TryAddWithoutValidation("Authorization", $"token {token}");
        request.Headers.TryAddWithoutValidation("Accept", "application/vnd.pulumi+8");
        using var response = await shared.Api.Http.SendAsync(request);
        return response.StatusCode;
    }

    private async Task<(string Stack, string Token)> NewStackAsync()
    {
        var organization = SharedInstallation.NewName("org");
        var (_, stack) = await StackRows.InsertAsync(shared.Installation.Database.DataSource, organization);
        return ($"/api/stacks/{stack.Organization}/{stack.Project}/{stack.Name}", await shared.Installation.TokenAsync(SharedInstallation.NewName("user"), (organization, Role.Admin)));
    }

    // Announces a body and sends the first bytes of it.
    private static async Task<TcpClient> SlowImportAsync(ApiProcess api, string stack, string token, int announced)
    {
        var client = new TcpClient();
        await client.ConnectAsync(api.Http.BaseAddress!.Host, api.Http.BaseAddress.Port);
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(
            $"POST {stack}/import HTTP/1.1\r\nHost: x\r\nAuthorization: token {token}\r\nAccept: application/vnd.pulumi+8\r\nContent-Length: {announced}\r\n\r\n{{\"version\":3,"));
        return client;
    }

    private static string Deployment(string pad) => $$"""{"version":3,"deployment":{"pad":"{{pad}}"} }""";

    private static byte[] Gzip(string text)
    {
        using var output = new MemoryStream();
        using (var gzip = new System.IO.Compression.GZipStream(output, System.IO.Compression.CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(Encoding.UTF8.GetBytes(text));
        }

        return output.ToArray();
    }
}
