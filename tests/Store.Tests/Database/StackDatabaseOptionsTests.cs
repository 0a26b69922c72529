using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using StackOperator.Store.Database;

namespace StackOperator.Store.Tests.Database;

public sealed class StackDatabaseOptionsTests
{
    [Theory]
    [InlineData("", "is not set")]
    [InlineData("postgres:///d", "names no host")]
    [InlineData("postgres://u@h", "names no database")]
    [InlineData("http://h/d", "is not usable")]
    public void Each_fault_of_the_setting_has_one_clear_message(string url, string part)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([new(StackDatabaseOptions.UrlKey, url)]).Build();
        using var provider = new ServiceCollection().AddLogging().AddSingleton<IConfiguration>(configuration).AddStackDatabase().BuildServiceProvider();
        var fault = Should.Throw<OptionsValidationException>(() => provider.GetRequiredService<IOptions<StackDatabaseOptions>>().Value);
        var message = fault.Failures.ShouldHaveSingleItem();
        message.ShouldStartWith(StackDatabaseOptions.UrlKey);
        message.ShouldContain(part);
    }
}
