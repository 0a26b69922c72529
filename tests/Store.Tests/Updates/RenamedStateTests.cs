namespace StackOperator.Store.Tests.Updates;

public sealed class RenamedStateTests
{
    private const string State =
        """{"version":3,"deployment":{"secrets_providers":{"type":"service","state":{"owner":"o","project":"PROJECT","stack":"dev"}},"resources":[{"urn":"urn:pulumi:dev::PROJECT::pulumi:pulumi:Stack::PROJECT-dev","custom":false,"type":"pulumi:pulumi:Stack","n":1.0}]}}""";

    [Fact]
    public async Task Checklist_37_38_every_version_is_exported_under_the_present_names_and_back_again_as_it_was()
    {
        await using var stores = await UpdateStores.CreateAsync();
        var project = stores.Stack.Project;
        var text = State.Replace("PROJECT", project, StringComparison.Ordinal);
        await stores.Importer.ImportAsync(stores.Stack, Texts.State(text), null, "ann", default);
        await RenameAsync(stores, "elsewhere", "prod");

        var renamed = stores.Stack with { Project = "elsewhere", Name = "prod" };
        var expected = text.Replace($"dev::{project}", "prod::elsewhere", StringComparison.Ordinal).Replace($"::{project}-dev", "::elsewhere-prod", StringComparison.Ordinal)
            .Replace($"\"project\":\"{project}\"", "\"project\":\"elsewhere\"", StringComparison.Ordinal).Replace("\"stack\":\"dev\"", "\"stack\":\"prod\"", StringComparison.Ordinal);
        Text((await stores.States.ExportAsync(renamed, default)).Text).ShouldBe(expected);
        Text((await stores.States.ExportAsync(renamed, 1, default)).Text).ShouldBe(expected);
        (await stores.States.ExportAsync(stores.Stack, default)).StackExists.ShouldBeFalse();

        await RenameAsync(stores, project, "dev");
        Text((await stores.States.ExportAsync(stores.Stack, default)).Text).ShouldBe(text);
    }

    private static string Text(Store.Updates.PackedText? text) => System.Text.Encoding.UTF8.GetString(text.ShouldNotBeNull().Unpack().Span);

    private static async Task RenameAsync(UpdateStores stores, string project, string name)
    {
        await stores.ExecuteAsync("insert into projects (organization, name) values ($1, $2) on conflict do nothing", stores.Stack.Organization, project);
        await stores.ExecuteAsync("update stacks set project = $2, name = $3 where id = $1", stores.StackId, project, name);
    }
}
