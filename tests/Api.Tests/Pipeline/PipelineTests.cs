using System.IO.Compression;
using System.Text;
using StackOperator.Api.Tests.Fixtures;

namespace StackOperator.Api.Tests.Pipeline;

public sealed class PipelineTests(SharedInstallation shared)
{
    [Fact]
    public async Task Checklist_1_a_missing_or_unknown_token_is_401_and_says_so()
    {
        foreach (var token in new[] { null, "unknown", "sop-" + new string('0', 64), "eyJhbGciOiJub25lIn0.e30.x" })
        {
            (await shared.Api.As(token).GetAsync("/api/user")).ShouldFail(401, "token");
        }

        (await shared.Api.As(null).SendAsync(HttpMethod.Get, "/api/user", accept: null)).ShouldFail(401);
    }

    [Theory]
    [InlineData(null, 415)]
    [InlineData("*/*", 415)]
    [InlineData("application/json", 415)]
    [InlineData("application/vnd.pulumi+0", 415)]
    [InlineData("application/vnd.pulumi+x", 415)]
    [InlineData("application/vnd.pulumi+1", 200)]
    [InlineData("application/vnd.pulumi+9", 200)]
    [InlineData("application/vnd.pulumi+12345", 200)]
    [InlineData("application/x-tar, application/vnd.pulumi+8;q=0.5", 200)]
    public async Task Checklist_3_any_level_of_the_API_from_1_on_is_accepted_and_nothing_else(string? accept, int status)
    {
        var (_, admin) = await shared.NewOrganizationAsync();

        (await admin.SendAsync(HttpMethod.Get, "/api/user", accept: accept)).ShouldBe(status);
    }

    [Fact]
    public async Task Checklist_8_9_10_unknown_routes_and_methods_answer_in_the_documented_shape()
    {
        var (_, admin) = await shared.NewOrganizationAsync();

        (await admin.GetAsync("/api/nothing/here")).ShouldFail(404, "Not Found: ");
        var answer = await admin.SendAsync(HttpMethod.Put, "/api/user");
        answer.ShouldFail(405, "Method Not Allowed: ");
        answer.ContentHeaders.Allow.ShouldContain("GET");
        answer.Headers.GetValues("X-Pulumi-Request-ID").Single().ShouldNotBeEmpty();
        (await admin.GetAsync("/api/user/")).Status.ShouldNotBeInRange(300, 399);
    }

    [Fact]
    public async Task Malformed_JSON_is_400_with_its_position()
    {
        var (org, admin) = await shared.NewOrganizationAsync();

        (await admin.PostAsync($"/api/stacks/{org}/web", "{\n  \"stackName\": oops}")).ShouldFail(400, "line 2, position 16");
        (await admin.PostAsync($"/api/stacks/{org}/web", """{"stackName":5}""")).ShouldFail(400, "'stackName' in the body has the wrong type");
        (await admin.PostAsync($"/api/stacks/{org}/web", "null")).ShouldFail(400, "object");
        (await admin.PostAsync($"/api/stacks/{org}/web", "[]")).ShouldFail(400, "wrong type");
        (await admin.PostAsync($"/api/stacks/{org}/web", string.Empty)).ShouldFail(400, "empty");
    }

    [Fact]
    public async Task Checklist_4_5_14_gzip_bodies_are_read_and_their_inflated_size_is_bounded()
    {
        var (org, admin) = await shared.NewOrganizationAsync();
        var path = $"/api/stacks/{org}/web";

        (await admin.SendAsync(HttpMethod.Post, path, Gzip("""{"stackName":"dev"}"""u8.ToArray()), "gzip")).ShouldBe(200);
        (await admin.SendAsync(HttpMethod.Post, path, "no gzip"u8.ToArray(), "gzip")).ShouldFail(400, "gzip");
        (await admin.SendAsync(HttpMethod.Post, path, Gzip("""{"stackName":"dev2"}"""u8.ToArray())[..^6], "gzip")).ShouldFail(400, "gzip");
        (await admin.SendAsync(HttpMethod.Post, path, Gzip(new byte[50 * 1024 * 1024]), "gzip")).ShouldFail(413, "1048576");
        (await admin.SendAsync(HttpMethod.Post, path, new byte[2 * 1024 * 1024])).ShouldFail(413, "1048576");
        (await admin.SendAsync(HttpMethod.Post, path, "x"u8.ToArray(), "br")).ShouldFail(415, "Content-Encoding");
    }

    [Fact]
    public async Task Large_answers_are_compressed_when_asked_and_small_ones_are_not()
    {
        var (org, admin) = await shared.NewOrganizationAsync();
        await shared.Installation.ExecuteAsync("insert into organizations (name, namespace) values ($1, 'none')", org);
        await shared.Installation.ExecuteAsync("insert into projects (organization, name) values ($1, 'p')", org);
        await shared.Installation.ExecuteAsync("insert into stacks (id, organization, project, name) select gen_random_uuid(), $1, 'p', 's' || i from generate_series(1, 50) i", org);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/user/stacks");
        request.Headers.TryAddWithoutValidation("Authorization", $"token {await shared.Installation.TokenAsync(SharedInstallation.NewName("user"), (org, Store.Access.Role.Viewer))}");
        request.Headers.TryAddWithoutValidation("Accept", "application/vnd.pulumi+8");
        request.Headers.TryAddWithoutValidation("Accept-Encoding", "gzip");

        using var response = await shared.Api.Http.SendAsync(request);

        response.Content.Headers.ContentEncoding.ShouldBe(["gzip"]);
        await using var inflated = new GZipStream(await response.Content.ReadAsStreamAsync(), CompressionMode.Decompress);
        using var reader = new StreamReader(inflated, Encoding.UTF8);
        (await reader.ReadToEndAsync()).ShouldContain("s50");
        using var small = new HttpRequestMessage(HttpMethod.Get, "/api/capabilities");
        small.Headers.TryAddWithoutValidation("Accept-Encoding", "gzip");
        using var plain = await shared.Api.Http.SendAsync(small);
        plain.Content.Headers.ContentEncoding.ShouldBeEmpty();
        _ = admin;
    }

    private static byte[] Gzip(byte[] data)
    {
        using var buffer = new MemoryStream();
        using (var gzip = new GZipStream(buffer, CompressionLevel.Fastest))
        {
            gzip.Write(data);
        }

        return buffer.ToArray();
    }
}
