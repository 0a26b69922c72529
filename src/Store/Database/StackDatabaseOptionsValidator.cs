using Microsoft.Extensions.Options;

namespace StackOperator.Store.Database;

/// <summary>One clear message for each way the database setting can be wrong.</summary>
internal sealed class StackDatabaseOptionsValidator : IValidateOptions<StackDatabaseOptions>
{
    public ValidateOptionsResult Validate(string? name, StackDatabaseOptions options)
    {
        if (string.IsNullOrWhiteSpace(options.Url))
        {
            return ValidateOptionsResult.Fail($"{StackDatabaseOptions.UrlKey} is not set: give the PostgreSQL database as postgres://user:password@host:5432/database");
        }

        if (options.MaxPoolSize is < 2 or > 10_000)
        {
            return ValidateOptionsResult.Fail($"the connection pool size is {options.MaxPoolSize}: use 2 to 10000");
        }

        try
        {
            var parsed = DatabaseUrl.Parse(options.Url);
            if (string.IsNullOrEmpty(parsed.Host))
            {
                return ValidateOptionsResult.Fail($"{StackDatabaseOptions.UrlKey} names no host: give it as postgres://user:password@host:5432/database");
            }

            return string.IsNullOrEmpty(parsed.Database)
                ? ValidateOptionsResult.Fail($"{StackDatabaseOptions.UrlKey} names no database: give it as postgres://user:password@host:5432/database")
                : ValidateOptionsResult.Success;
        }
        catch (FormatException e)
        {
            return ValidateOptionsResult.Fail($"{StackDatabaseOptions.UrlKey} is not usable: {e.Message}");
        }
    }
}
