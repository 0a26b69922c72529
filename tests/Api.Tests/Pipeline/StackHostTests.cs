using Microsoft.Extensions.Configuration;
using StackOperator.Hosting;

namespace StackOperator.Api.Tests.Pipeline;

public sealed class StackHostTests
{
    [Fact]
    public void Settings_come_from_environment_and_arguments_alone_so_that_no_folder_is_watched()
    {
        var builder = StackHost.CreateBuilder(["--STACK_TEST_SETTING=given"]);

        builder.Configuration["STACK_TEST_SETTING"].ShouldBe("given");
        builder.Configuration.Sources.OfType<FileConfigurationSource>().ShouldBeEmpty();
        ((IConfigurationRoot)builder.Configuration).Providers.OfType<FileConfigurationProvider>().ShouldBeEmpty();
        builder.Environment.ContentRootPath.TrimEnd('/').ShouldBe(AppContext.BaseDirectory.TrimEnd('/'));
    }
}
