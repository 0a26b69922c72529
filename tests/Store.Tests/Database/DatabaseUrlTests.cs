using Npgsql;
using StackOperator.Store.Database;

namespace StackOperator.Store.Tests.Database;

public sealed class DatabaseUrlTests
{
    [Fact]
    public void A_url_gives_user_password_host_port_database_and_parameters()
    {
        var parsed = DatabaseUrl.Parse("postgres://me%40corp:p%40ss%2Fword@db.example:6432/stacks?sslmode=verify-full&connect_timeout=3&application_name=x");
        parsed.Username.ShouldBe("me@corp");
        parsed.Password.ShouldBe("p@ss/word");
        parsed.Host.ShouldBe("db.example");
        parsed.Port.ShouldBe(6432);
        parsed.Database.ShouldBe("stacks");
        parsed.SslMode.ShouldBe(SslMode.VerifyFull);
        parsed.Timeout.ShouldBe(3);
        parsed.ApplicationName.ShouldBe("x");
    }

    [Theory]
    [InlineData("postgresql://u@h/d", "h", 5432)]
    [InlineData("postgres://u@[::1]:7/d", "::1", 7)]
    [InlineData("postgres://u@[::1]/d", "::1", 5432)]
    [InlineData("postgres:///d?host=/run/postgresql&user=u", "/run/postgresql", 5432)]
    [InlineData("postgres://u@a:1,b:2/d", "a:1,b:2", 5432)]
    [InlineData("Host=h;Username=u;Database=d", "h", 5432)]
    public void All_forms_of_hosts_are_read(string text, string host, int port)
    {
        var parsed = DatabaseUrl.Parse(text);
        parsed.Host.ShouldBe(host);
        parsed.Port.ShouldBe(port);
        parsed.Database.ShouldBe("d");
        parsed.Username.ShouldBe("u");
    }

    [Theory]
    [InlineData("postgres://u:secret@h/d?nonsense=1")]
    [InlineData("postgres://u:secret@h:port/d")]
    [InlineData("postgres://u:secret@h/d?sslmode=secret")]
    [InlineData("mysql://u:secret@h/d")]
    [InlineData("Host=h;Passwort=secret")]
    public void Errors_never_repeat_the_value(string text)
        => Should.Throw<FormatException>(() => DatabaseUrl.Parse(text)).ToString().ShouldNotContain("secret");

    [Fact]
    public void The_url_wins_over_defaults_and_defaults_fill_the_rest()
    {
        var plain = new NpgsqlConnectionStringBuilder(new StackDatabaseOptions { Url = "postgres://u@h/d", MaxPoolSize = 33 }.ConnectionString());
        plain.MaxPoolSize.ShouldBe(33);
        plain.MaxAutoPrepare.ShouldBe(64);
        plain.ApplicationName.ShouldBe("stack-operator");
        plain.Multiplexing.ShouldBeFalse();
        var given = new NpgsqlConnectionStringBuilder(new StackDatabaseOptions { Url = "Host=h;Database=d;Maximum Pool Size=7;Max Auto Prepare=0;Application Name=mine" }.ConnectionString());
        given.MaxPoolSize.ShouldBe(7);
        given.MaxAutoPrepare.ShouldBe(0);
        given.ApplicationName.ShouldBe("mine");
    }
}
