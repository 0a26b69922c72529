using System.CommandLine;
using StackOperator.Api.Documents;

namespace StackOperator.Api.Commands;

/// <summary><c>openapi [FILE]</c>: writes the document; needs neither a database nor a cluster.</summary>
internal static class OpenApiCommand
{
    /// <summary>Where the repository keeps the document.</summary>
    public const string DefaultFile = "config/openapi/v1.json";

    public static Command Create()
    {
        var file = new Argument<string>("file") { Description = "Where to write it", DefaultValueFactory = static _ => DefaultFile };
        var command = new Command("openapi", "Write the OpenAPI document of the routes") { file };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var path = Path.GetFullPath(parsed.GetValue(file)!);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            await File.WriteAllTextAsync(path, await WriteAsync(), cancellationToken);
        });
        return command;
    }

    /// <summary>The document of an application that is built but never started.</summary>
    public static async Task<string> WriteAsync()
    {
        await using var app = ApiApplication.Build([]);
        return OpenApiDocument.Write(new CompositeEndpointDataSource(((IEndpointRouteBuilder)app).DataSources));
    }
}
