using System.Text.Json.Nodes;
using StackOperator.Api.Tests.Fixtures;

namespace StackOperator.Api.Tests.EnvironmentStacks;

/// <summary>Reads. Numbers are those of the conformance checklist.</summary>
public sealed class ReadTests(SharedInstallation shared)
{
    [Fact]
    public async Task Item_51_The_list_is_a_bare_array_of_the_five_fields_newest_first_and_empty_at_first()
    {
        var (_, client) = await shared.NewEnvironmentAsync();
        (await client.GetAsync("/stacks")).ShouldBe(200).Text.ShouldBe("[]");
        await client.MakeAsync("/stacks", EnvironmentClient.StackBody("one", "dev"));
        await client.MakeAsync("/stacks", EnvironmentClient.StackBody("two", "dev", "prod"));

        var list = (await client.GetAsync("/stacks")).ShouldBe(200).Json.AsArray();

        list.Select(static stack => (string)stack!["name"]!).ShouldBe(["two", "one"]);
        list.ShouldAllBe(static stack => stack!.AsObject().Count == 5);
        ((int)list[0]!["environment_count"]!).ShouldBe(2);
    }

    [Fact]
    public async Task Pages_are_cut_by_a_cursor_in_a_Link_header_and_miss_and_repeat_nothing()
    {
        var (organization, client) = await shared.NewEnvironmentAsync();
        await client.MakeAsync("/stacks", EnvironmentClient.StackBody("real", "dev"));
        // Many of one moment: the id decides between them.
        await shared.Installation.ExecuteAsync(
            """
            insert into environment_stacks (id, organization, name, project_id, environment_count, template, created_at)
            select gen_random_uuid(), organization, 'bulk' || i, project_id, 1, template, created_at - interval '1 second' * (i / 100) from environment_stacks, generate_series(1, 1000) i where organization = $1
            """,
            organization);
        var (names, path, pages) = (new HashSet<string>(), "/stacks?limit=300", 0);
        while (path is not null)
        {
            var page = (await client.GetAsync(path)).ShouldBe(200);
            pages++;
            page.Json.AsArray().Count.ShouldBeLessThanOrEqualTo(300);
            foreach (var stack in page.Json.AsArray())
            {
                names.Add((string)stack!["name"]!).ShouldBeTrue();
            }

            path = page.Headers.TryGetValues("Link", out var links) ? links.Single().Split('<', '>')[1] : null;
        }

        names.Count.ShouldBe(1001);
        pages.ShouldBe(4);
        (await client.GetAsync("/stacks")).Json.AsArray().Count.ShouldBe(1001);
        (await client.GetAsync("/stacks?limit=0")).ShouldBeProblem(400, "invalid_query", "limit");
        (await client.GetAsync("/stacks?cursor=nonsense")).ShouldBeProblem(400, "invalid_query", "cursor");
    }

    [Fact]
    public async Task Items_52_54_Environments_come_in_order_and_auto_promote_is_true_unless_an_edge_is_switched_off()
    {
        var (_, client) = await shared.NewEnvironmentAsync();
        var id = await client.MakeAsync("/stacks", EnvironmentClient.StackBody("app", "dev>staging", "staging>prod", "prod"));
        var before = await EnvironmentsAsync(client, id);
        before.Select(static e => (string)e["workspace_name"]!).ShouldBe(["app-dev", "app-staging", "app-prod"]);
        before.Select(static e => (int)e["environment_order"]!).ShouldBe([0, 1, 2]);
        before.ShouldAllBe(static e => (bool)e["auto_promote"]! && e["latest_run_status"] == null);

        (await client.PostAsync($"/workspaces/{before[1]["workspace_id"]}/dependencies", $$"""{"depends_on_id":"{{before[0]["workspace_id"]}}","auto_promote":false}""")).ShouldBe(200);

        (await EnvironmentsAsync(client, id)).Select(static e => (bool)e["auto_promote"]!).ShouldBe([false, true, true]);
    }

    [Fact]
    public async Task Item_53_The_status_of_the_newest_run_is_shown()
    {
        var (_, client) = await shared.NewEnvironmentAsync();
        var id = await client.MakeAsync("/stacks", EnvironmentClient.StackBody("app", "dev"));
        var workspace = Guid.Parse((string)(await EnvironmentsAsync(client, id))[0]["workspace_id"]!);
        foreach (var status in (string[])["queued", "in_progress", "pending_approval", "completed"])
        {
            await shared.Installation.ExecuteAsync(
                "insert into workspace_latest_runs (workspace_id, run_id, status, created_at) values ($1, gen_random_uuid(), $2, now()) on conflict (workspace_id) do update set status = excluded.status", workspace, status);

            ((string)(await EnvironmentsAsync(client, id))[0]["latest_run_status"]!).ShouldBe(status);
        }
    }

    [Fact]
    public async Task Item_55_What_does_not_exist_or_belongs_to_others_is_404()
    {
        var (_, client) = await shared.NewEnvironmentAsync();
        var (_, other) = await shared.NewEnvironmentAsync();
        var id = await other.MakeAsync("/stacks", EnvironmentClient.StackBody("app", "dev"));
        foreach (var path in (string[])[$"/stacks/{id}", $"/stacks/{Guid.NewGuid()}", "/stacks/none", "/stacks/%20", $"/stacks/{id}/graph", $"/stacks/{id}/environments", $"/workspaces/{Guid.NewGuid()}", "/workspaces/none"])
        {
            (await client.GetAsync(path)).ShouldBeProblem(404, "not_found");
        }
    }

    [Fact]
    public async Task The_graph_is_served_as_JSON_DOT_and_SVG_in_columns()
    {
        var (_, client) = await shared.NewEnvironmentAsync();
        var id = await client.MakeAsync("/stacks", EnvironmentClient.StackBody("app", "dev>us,eu", "us>prod", "eu>prod", "prod", "alone"));

        var graph = (await client.GetAsync($"/stacks/{id}/graph")).ShouldBe(200).Json;
        graph["nodes"]!.AsArray().ToDictionary(static n => (string)n!["name"]!, static n => (int)n!["layer"]!).ShouldBe(
            new Dictionary<string, int> { ["dev"] = 0, ["alone"] = 0, ["us"] = 1, ["eu"] = 1, ["prod"] = 2 }, ignoreOrder: true);
        graph["edges"]!.AsArray().Count.ShouldBe(4);
        var dot = (await client.GetAsync($"/stacks/{id}/graph?format=dot")).ShouldBe(200);
        dot.ContentHeaders.ContentType!.MediaType.ShouldBe("text/vnd.graphviz");
        dot.Text.ShouldContain("\"app-dev\" -> \"app-us\";");
        var svg = (await client.GetAsync($"/stacks/{id}/graph", ("Accept", "image/svg+xml"))).ShouldBe(200);
        svg.ContentHeaders.ContentType!.MediaType.ShouldBe("image/svg+xml");
        var root = System.Xml.Linq.XDocument.Parse(svg.Text).Root!;
        root.Descendants(root.Name.Namespace + "rect").Count().ShouldBe(5);
        (await client.GetAsync($"/stacks/{id}/graph?format=png")).ShouldBeProblem(400, "invalid_query");
    }

    private static async Task<IReadOnlyList<JsonNode>> EnvironmentsAsync(EnvironmentClient client, string id) =>
        [.. (await client.GetAsync($"/stacks/{id}")).ShouldBe(200).Json["environments"]!.AsArray().Select(static e => e!)];
}
