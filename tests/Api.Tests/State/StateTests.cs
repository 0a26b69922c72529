using System.Text;
using StackOperator.Api.Tests.Updates;

namespace StackOperator.Api.Tests.State;

public sealed class StateTests(UpdateApi api) : IClassFixture<UpdateApi>
{
    private const string Odd = """{ "deployment": {"resources":[{"urn":"urn:pulumi:dev::p::t::n","type":"t","custom":false,"inputs":{"b":1.0,"a":9007199254740993,"c":1e400,"d":"\u003c\u2028ü","b":2}}],"later":{}}, "version":3, "more":[null]}""";

    [Fact]
    public async Task Checklist_42_43_44_an_import_succeeds_at_once_and_comes_back_byte_for_byte()
    {
        var stack = await api.NewStackAsync();
        var update = (await stack.Client.PostAsync($"{stack.Stack}/import", Odd)).ShouldBe(200).Json["updateId"]!.ToString();
        var status = (await stack.Client.GetAsync($"{stack.Stack}/update/{update}")).ShouldBe(200).Json;
        status["status"]!.ToString().ShouldBe("succeeded");
        status["continuationToken"].ShouldBeNull();
        (await stack.Client.GetAsync($"{stack.Stack}/export")).ShouldBe(200).Text.ShouldBe(Odd);
        (await stack.Client.GetAsync($"{stack.Stack}/export/1")).ShouldBe(200).Text.ShouldBe(Odd);
        (await stack.Client.GetAsync($"{stack.Stack}/export/2")).ShouldFail(404);
        (await stack.Client.GetAsync($"{stack.Stack}/export/x")).ShouldFail(404);
    }

    [Fact]
    public async Task A_large_state_is_sent_as_it_is_stored_to_clients_that_take_gzip_and_inflated_to_others()
    {
        var stack = await api.NewStackAsync();
        var large = Odd.Replace("\"later\":{}", $"\"later\":\"{new string('y', 300_000)}\"", StringComparison.Ordinal);
        (await stack.Client.PostAsync($"{stack.Stack}/import", large)).ShouldBe(200);
        (await stack.Client.GetAsync($"{stack.Stack}/export")).Text.ShouldBe(large);

        using var inflating = new HttpClient(new SocketsHttpHandler { AutomaticDecompression = System.Net.DecompressionMethods.GZip }) { BaseAddress = api.Api.Http.BaseAddress };
        var token = await api.Installation.TokenAsync(Fixtures.SharedInstallation.NewName("user"), (stack.Identity.Organization, Store.Access.Role.Viewer));
        inflating.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", $"token {token}");
        inflating.DefaultRequestHeaders.TryAddWithoutValidation("Accept", "application/vnd.pulumi+9");
        Encoding.UTF8.GetString(await inflating.GetByteArrayAsync($"{stack.Stack}/export")).ShouldBe(large);
    }

    [Fact]
    public async Task Exports_side_by_side_and_broken_off_ones_never_mix_states()
    {
        var stack = await api.NewStackAsync();
        var texts = new List<string>();
        for (var version = 1; version <= 6; version++)
        {
            // What does not compress is stored and sent in its full size.
            var noise = Convert.ToHexString(System.Security.Cryptography.RandomNumberGenerator.GetBytes(40_000 * version));
            texts.Add(Odd.Replace("\"later\":{}", $"\"later\":\"{noise}\"", StringComparison.Ordinal));
            (await stack.Client.PostAsync($"{stack.Stack}/import", texts[^1])).ShouldBe(200);
        }

        var token = await api.Installation.TokenAsync(Fixtures.SharedInstallation.NewName("user"), (stack.Identity.Organization, Store.Access.Role.Viewer));
        await Parallel.ForAsync(0, 240, new ParallelOptions { MaxDegreeOfParallelism = 12 }, async (i, ct) =>
        {
            var version = (i % texts.Count) + 1;
            if (i % 5 == 0)
            {
                await BreakOffAsync(stack, version, token, ct);
                return;
            }

            var answer = (await stack.Client.GetAsync($"{stack.Stack}/export/{version}")).ShouldBe(200);
            (answer.Text == texts[version - 1]).ShouldBeTrue($"version {version} is what was imported as {version}");
        });
    }

    // Reads the head of the answer and closes the connection.
    private async Task BreakOffAsync(UpdateClient stack, int version, string token, CancellationToken ct)
    {
        using var http = new HttpClient { BaseAddress = api.Api.Http.BaseAddress };
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{stack.Stack}/export/{version}");
        request.Headers.TryAddWithoutValidation("Authorization", $"token {token}");
        request.Headers.TryAddWithoutValidation("Accept", "application/vnd.pulumi+9");
        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct);
        response.StatusCode.ShouldBe(System.Net.HttpStatusCode.OK);
    }

    [Fact]
    public async Task Checklist_76_82_full_and_verbatim_saves_are_exported_as_saved()
    {
        var stack = await api.NewStackAsync();
        var (update, lease) = await stack.StartAsync(start: "{}");
        (await stack.CheckpointAsync(update, lease, """{"resources":null,"n":1.0}""")).ShouldBe(200);
        (await stack.Client.GetAsync($"{stack.Stack}/export")).Text.ShouldBe("""{"version":3,"deployment":{"resources":null,"n":1.0}}""");
        const string Text = """{"version":3, "deployment":{"x":"\u003c"}}""";
        for (var i = 0; i < 2; i++)
        {
            (await stack.LeasedAsync(HttpMethod.Patch, update, lease, "checkpointverbatim", $$"""{"version":3,"untypedDeployment":{{Text}},"sequenceNumber":1}""", gzip: true)).ShouldBe(200);
        }

        (await stack.Client.GetAsync($"{stack.Stack}/export")).Text.ShouldBe(Text);
        (await stack.CompleteAsync(update, lease, "failed")).ShouldBe(200);
        (await stack.Client.GetAsync($"{stack.Stack}/export/1")).Text.ShouldBe(Text);
    }
}
