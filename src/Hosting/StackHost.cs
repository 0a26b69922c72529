using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace StackOperator.Hosting;

/// <summary>Runs a process until it is told to end.</summary>
public static class StackHost
{
    private const int CannotStart = 2;

    /// <summary>
    /// Starts a web application that is configured by environment variables and arguments alone. No configuration file is read, and
    /// no folder watched: watching the working folder would walk all of it, which is seconds in a large one.
    /// </summary>
    /// <param name="args">Command line: <c>--KEY value</c> overrides the environment variable KEY.</param>
    public static WebApplicationBuilder CreateBuilder(string[] args)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions
        {
            Args = [.. args, "--hostBuilder:reloadConfigOnChange=false"],
            ContentRootPath = AppContext.BaseDirectory,
        });
        foreach (var file in builder.Configuration.Sources.OfType<FileConfigurationSource>().ToList())
        {
            builder.Configuration.Sources.Remove(file);
        }

        return builder;
    }

    /// <summary>Builds and runs the application. Settings that are wrong and a port that is taken end it with one line each instead of a stack trace.</summary>
    /// <param name="build">Builds the application.</param>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(Func<WebApplication> build)
    {
        ArgumentNullException.ThrowIfNull(build);
        try
        {
            await using var app = build();
            await app.RunAsync();
            return 0;
        }
        catch (OptionsValidationException e)
        {
            foreach (var failure in e.Failures)
            {
                await Console.Error.WriteLineAsync(failure);
            }

            return CannotStart;
        }
        catch (IOException e) when (e.GetBaseException() is SocketException { SocketErrorCode: SocketError.AddressAlreadyInUse or SocketError.AccessDenied })
        {
            await Console.Error.WriteLineAsync($"{e.Message.TrimEnd('.')}: set ASPNETCORE_URLS to an address that is free.");
            return CannotStart;
        }
    }
}
