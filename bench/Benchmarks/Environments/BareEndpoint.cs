using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace StackOperator.Benchmarks.Environments;

/// <summary>The yardstick of reads: an endpoint without authentication that selects one row by its id and answers with it.</summary>
internal sealed class BareEndpoint : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly NpgsqlDataSource _database;

    private BareEndpoint(WebApplication app, NpgsqlDataSource database) => (_app, _database) = (app, database);

    /// <summary>Where it listens.</summary>
    public Uri Url => new(_app.Urls.First());

    /// <summary>Starts it over a table of stacks.</summary>
    public static async Task<BareEndpoint> StartAsync(string connectionString, CancellationToken cancellationToken)
    {
        var builder = new NpgsqlConnectionStringBuilder(connectionString) { MaxAutoPrepare = 64, AutoPrepareMinUsages = 2, NoResetOnClose = true, MaxPoolSize = 32 };
        var database = NpgsqlDataSource.Create(builder.ConnectionString);
        var web = WebApplication.CreateSlimBuilder(["--urls=http://127.0.0.1:0"]);
        web.Logging.ClearProviders();
        var app = web.Build();
        app.MapGet("/rows/{id}", context => AnswerAsync(context, database));
        await app.StartAsync(cancellationToken);
        return new BareEndpoint(app, database);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        await _database.DisposeAsync();
    }

    private static async Task AnswerAsync(HttpContext context, NpgsqlDataSource database)
    {
        await using var command = database.CreateCommand("select name from environment_stacks where id = $1");
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = Guid.Parse((string)context.Request.RouteValues["id"]!) });
        var name = (string?)await command.ExecuteScalarAsync(context.RequestAborted);
        await context.Response.WriteAsync($"{{\"name\":\"{name}\"}}", context.RequestAborted);
    }
}
