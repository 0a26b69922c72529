using System.CommandLine;
using System.Globalization;
using Npgsql;
using StackOperator.Core.Names;
using StackOperator.Store.Access;
using StackOperator.Store.Database;

namespace StackOperator.Api.Commands;

/// <summary><c>access-tokens create | list | revoke</c>: works on the database directly, for administrators.</summary>
internal static class AccessTokensCommand
{
    public static Command Create() => new("access-tokens", "Issue, list and revoke access tokens (needs STACK_DATABASE_URL)")
    {
        CreateToken(),
        ListTokens(),
        RevokeToken(),
    };

    private static Command CreateToken()
    {
        var user = new Option<string>("--user") { Description = "Login; created when absent", Required = true };
        var roles = new Option<string[]>("--org") { Description = "ORGANIZATION=viewer|member|admin; may be repeated", AllowMultipleArgumentsPerToken = true };
        var expires = new Option<string?>("--expires") { Description = "When it ends: a number of days, or a date such as 2027-01-31" };
        var description = new Option<string>("--description") { Description = "Shown in listings", DefaultValueFactory = _ => string.Empty };
        var command = new Command("create", "Create a token and print it, once") { user, roles, expires, description };
        command.SetAction((parsed, cancellationToken) => ReportAsync(async () =>
        {
            var request = new AccessTokenRequest(CheckedLogin(parsed.GetValue(user)!), ParseRoles(parsed.GetValue(roles) ?? []), parsed.GetValue(description)!, ParseExpiry(parsed.GetValue(expires)));
            await using var database = await OpenAsync();
            Console.WriteLine(await new AccessTokenAdministration(database).IssueAsync(request, cancellationToken));
        }));
        return command;
    }

    private static Command ListTokens()
    {
        var user = new Option<string?>("--user") { Description = "Only this login" };
        var command = new Command("list", "List tokens, newest first") { user };
        command.SetAction((parsed, cancellationToken) => ReportAsync(async () =>
        {
            await using var database = await OpenAsync();
            Console.WriteLine($"{"ID",-36}  {"USER",-20}  {"TOKEN",-14}  {"LAST USED",-20}  {"EXPIRES",-20}  {"STATE",-8}  DESCRIPTION");
            foreach (var row in await new AccessTokenAdministration(database).ListAsync(parsed.GetValue(user), cancellationToken))
            {
                Console.WriteLine($"{row.Id,-36}  {row.Login,-20}  {row.Prefix + "…",-14}  {Time(row.LastUsedAt),-20}  {Time(row.ExpiresAt),-20}  {State(row),-8}  {row.Description}");
            }
        }));
        return command;
    }

    private static Command RevokeToken()
    {
        var id = new Argument<Guid>("id") { Description = "Id from the listing" };
        var command = new Command("revoke", "Revoke a token, at once and for good") { id };
        command.SetAction((parsed, cancellationToken) => ReportAsync(async () =>
        {
            await using var database = await OpenAsync();
            if (!await new AccessTokenAdministration(database).RevokeAsync(parsed.GetValue(id), cancellationToken))
            {
                throw new FormatException($"there is no token {parsed.GetValue(id)} that could be revoked");
            }
        }));
        return command;
    }

    private static async Task<int> ReportAsync(Func<Task> work)
    {
        try
        {
            await work();
            return 0;
        }
        catch (Exception exception) when (exception is FormatException or NpgsqlException)
        {
            await Console.Error.WriteLineAsync($"error: {exception.Message}");
            return 1;
        }
    }

    private static async Task<NpgsqlDataSource> OpenAsync()
    {
        var url = Environment.GetEnvironmentVariable(StackDatabaseOptions.UrlKey);
        if (string.IsNullOrEmpty(url))
        {
            throw new FormatException($"{StackDatabaseOptions.UrlKey} is not set: give the PostgreSQL database as postgres://user:password@host:5432/database");
        }

        var connectionString = DatabaseUrl.Parse(url).ConnectionString;
        await Migrator.MigrateAsync(connectionString);
        return NpgsqlDataSource.Create(connectionString);
    }

    // A login is the owner of the user's own stacks in short stack names, so it must be usable as an organization.
    private static string CheckedLogin(string login) => NameRules.CheckOrganization(login) is null
        ? login
        : throw new FormatException($"login '{login}' is invalid: use 3 to 40 letters, digits, '-' or '_', the first and last a letter or digit");

    private static Dictionary<string, Role> ParseRoles(string[] texts)
    {
        var roles = new Dictionary<string, Role>(StringComparer.Ordinal);
        foreach (var text in texts.SelectMany(static t => t.Split(',', StringSplitOptions.RemoveEmptyEntries)))
        {
            var parts = text.Split('=');
            if (parts.Length != 2 || NameRules.CheckOrganization(parts[0]) is not null || !RoleNames.TryParse(parts[1], out var role))
            {
                throw new FormatException($"'{text}' is no role: write ORGANIZATION=viewer, =member or =admin");
            }

            roles[parts[0]] = role;
        }

        return roles;
    }

    private static DateTimeOffset? ParseExpiry(string? text)
    {
        if (text is null)
        {
            return null;
        }

        if (double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var days) && days is > 0 and < 36_500)
        {
            return TimeProvider.System.GetUtcNow().AddDays(days);
        }

        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date)
            ? date
            : throw new FormatException($"'{text}' is no time: give a number of days, or a date such as 2027-01-31");
    }

    private static string State(AccessTokenRow row) => row.RevokedAt is not null ? "revoked" : row.ExpiresAt <= TimeProvider.System.GetUtcNow() ? "expired" : "valid";

    private static string Time(DateTimeOffset? time) => time?.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture) ?? "-";
}
