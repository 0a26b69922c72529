using Npgsql;
using StackOperator.Dev.Up;

namespace StackOperator.Dev.Tests.Up;

public sealed class ConnectionStringsTests
{
    [Fact]
    public void A_URL_becomes_a_connection_string()
    {
        var parsed = new NpgsqlConnectionStringBuilder(ConnectionStrings.FromUrl("postgres://us%40er:p%3Aw@db.example:6543/stacks?sslmode=verify-full"));
        (parsed.Host, parsed.Port, parsed.Username, parsed.Password, parsed.Database, parsed.SslMode).ShouldBe(("db.example", 6543, "us@er", "p:w", "stacks", SslMode.VerifyFull));
    }

    [Fact]
    public void Without_a_port_it_is_the_usual_one() => new NpgsqlConnectionStringBuilder(ConnectionStrings.FromUrl("postgresql://db/stacks")).Port.ShouldBe(5432);

    [Fact]
    public void A_connection_string_stays_as_it_is() => ConnectionStrings.FromUrl("Host=db;Database=stacks").ShouldBe("Host=db;Database=stacks");
}
