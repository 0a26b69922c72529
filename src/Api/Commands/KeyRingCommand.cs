using System.CommandLine;
using Npgsql;
using StackOperator.Api.Secrets;
using StackOperator.Core.Secrets;
using StackOperator.Store.Database;
using StackOperator.Store.Secrets;

namespace StackOperator.Api.Commands;

/// <summary><c>key-ring new | rewrap</c>: makes a key ring, and moves data keys to its first key.</summary>
internal static class KeyRingCommand
{
    public static Command Create() => new("key-ring", "Make the key ring that protects secrets, and rotate its keys") { New(), Rewrap() };

    private static Command New()
    {
        var file = new Argument<FileInfo>("file") { Description = "Where to put it; must not exist" };
        var id = new Option<string>("--id") { Description = "Name of the key", DefaultValueFactory = static _ => $"key-{TimeProvider.System.GetUtcNow():yyyyMMddHHmmss}" };
        var command = new Command("new", "Make a ring with one random key, readable by its owner only") { file, id };
        command.SetAction((parsed, cancellationToken) => ReportAsync(async () =>
        {
            var ring = KeyRing.Generate(parsed.GetValue(id)!);
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows())
            {
                options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            }

            await using var stream = new FileStream(parsed.GetValue(file)!.FullName, options);
            await stream.WriteAsync(System.Text.Encoding.UTF8.GetBytes(ring), cancellationToken);
            Console.WriteLine($"made {parsed.GetValue(file)!.FullName}; keep a copy in a safe place: without it no secret can be read");
        }));
        return command;
    }

    private static Command Rewrap()
    {
        var command = new Command("rewrap", "Wrap every data key with the first key of the ring, while the API serves (needs STACK_KEYRING and STACK_DATABASE_URL)");
        command.SetAction((_, cancellationToken) => ReportAsync(async () =>
        {
            var path = Setting(KeyRingOptions.PathKey);
            var ring = KeyRing.Parse(await File.ReadAllTextAsync(path, cancellationToken));
            await using var database = NpgsqlDataSource.Create(DatabaseUrl.Parse(Setting(StackDatabaseOptions.UrlKey)).ConnectionString);
            var count = await new StackKeyStore(database).RewrapAsync(ring, cancellationToken) + await new WrittenSecrets(database).RewrapAsync(ring, cancellationToken);
            Console.WriteLine($"{count} data keys are wrapped by '{ring.FirstId}' now; the other keys of the ring are no longer needed");
        }));
        return command;
    }

    private static string Setting(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value
        ? value
        : throw new KeyRingException($"{name} is not set");

    private static async Task<int> ReportAsync(Func<Task> work)
    {
        try
        {
            await work();
            return 0;
        }
        catch (Exception exception) when (exception is KeyRingException or FormatException or NpgsqlException or IOException or UnauthorizedAccessException)
        {
            await Console.Error.WriteLineAsync($"error: {exception.Message}");
            return 1;
        }
    }
}
