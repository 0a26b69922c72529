using System.Text.Json;
using System.Text.Json.Nodes;
using CliWrap;
using CliWrap.Buffered;
using Npgsql;
using Spectre.Console;
using StackOperator.LocalServices;
using StackOperator.LocalServices.Provisioning;

namespace StackOperator.Dev.Up;

/// <summary>Shows what the samples became: as resources, as rows and through the REST facade.</summary>
internal sealed class Showcase(IAnsiConsole console, IStepLog steps, Installation installation)
{
    private const string Organization = "dev-org";
    private const int MostLines = 14;
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(30);

    private const string StacksSql = "select organization, project, name, id, owner_namespace || '/' || owner_name from stacks order by 1, 2, 3 limit 20";

    public async Task ShowAsync(CancellationToken ct)
    {
        var kubectl = await new Provisioner(steps).EnsureKubectlAsync(ct);
        await steps.RunAsync("Wait until the samples are reconciled", token => WaitUntilReadyAsync(kubectl, token), ct);
        Title("kubectl get stacks -A");
        Console.WriteLine((await KubectlAsync(kubectl, ["get", "stacks", "-A"], ct)).Trim());
        await ShowRowsAsync(ct);
        await ShowAnswersAsync(ct);
    }

    private void Title(string command)
    {
        Console.WriteLine();
        if (console.Profile.Capabilities.Ansi)
            console.MarkupLine($"[bold]$ {Markup.Escape(command)}[/]");
        else
            Console.WriteLine($"$ {command}");
    }

    private async Task WaitUntilReadyAsync(string kubectl, CancellationToken ct)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(_patience);
        try
        {
            while (!AllReconciled(JsonNode.Parse(await KubectlAsync(kubectl, ["get", "stacks", "-A", "-o", "json"], ct))!))
                await Task.Delay(TimeSpan.FromMilliseconds(200), limit.Token);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            throw new CommandFailedException($"The samples were not reconciled within {_patience.TotalSeconds:0} s: .dev/operator.log says why.");
        }
    }

    /// <summary>Whether the operator has looked at the current generation of every object.</summary>
    internal static bool AllReconciled(JsonNode list) =>
        list["items"]!.AsArray().All(i => (long?)i!["status"]?["observedGeneration"] == (long?)i["metadata"]!["generation"]);

    private async Task<string> KubectlAsync(string kubectl, string[] arguments, CancellationToken ct)
    {
        var result = await Cli.Wrap(kubectl).WithArguments(arguments).WithEnvironmentVariables(e => e.Set("KUBECONFIG", installation.Kubeconfig)).WithValidation(CommandResultValidation.None).ExecuteBufferedAsync(ct);
        return result.ExitCode == 0 ? result.StandardOutput : throw new CommandFailedException($"kubectl {string.Join(' ', arguments)}: {result.StandardError.Trim()}");
    }

    private async Task ShowRowsAsync(CancellationToken ct)
    {
        Title("psql \"$STACK_DATABASE_URL\" -c 'select … from stacks'");
        await using var source = NpgsqlDataSource.Create(ConnectionStrings.FromUrl(installation.DatabaseUrl));
        await using var command = source.CreateCommand(StacksSql);
        await using var reader = await command.ExecuteReaderAsync(ct);
        var table = new Table().Border(TableBorder.Simple).AddColumns("organization", "project", "name", "id", "owner");
        while (await reader.ReadAsync(ct))
            table.AddRow([.. Enumerable.Range(0, reader.FieldCount).Select(i => Markup.Escape(reader.GetValue(i).ToString() ?? ""))]);
        console.Write(table);
    }

    private async Task ShowAnswersAsync(CancellationToken ct)
    {
        using var http = ApiHttp.Create(installation.Api, installation.Token);
        foreach (var path in new[] { "api/user", $"api/user/stacks?organization={Organization}" })
        {
            Title($"curl -H 'Accept: {ApiHttp.MediaType}' -H \"Authorization: token $STACK_API_TOKEN\" \"$STACK_API_URL/{path}\"");
            using var response = await http.GetAsync(new Uri(path, UriKind.Relative), ct);
            Console.WriteLine(Shorten(await response.Content.ReadAsStringAsync(ct), (int)response.StatusCode));
        }
    }

    /// <summary>JSON with line breaks, not too many lines; any other answer as it is after its status.</summary>
    internal static string Shorten(string body, int status)
    {
        try
        {
            var lines = JsonNode.Parse(body)!.ToJsonString(new JsonSerializerOptions { WriteIndented = true }).Split('\n');
            return string.Join('\n', lines.Length > MostLines ? lines.Take(MostLines).Append("  …") : lines);
        }
        catch (JsonException)
        {
            return $"{status} {body}";
        }
    }
}
