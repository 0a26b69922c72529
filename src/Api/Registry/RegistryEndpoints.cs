using StackOperator.Api.Documents;
using StackOperator.Api.Responses;
using StackOperator.Api.Security;

namespace StackOperator.Api.Registry;

/// <summary>
/// The lists of templates and packages, always empty: without them the CLI gives up on <c>new</c> and on adding packages
/// instead of looking elsewhere.
/// </summary>
internal static class RegistryEndpoints
{
    private static readonly byte[] s_templates = """{"templates":[]}"""u8.ToArray();
    private static readonly byte[] s_packages = """{"packages":[]}"""u8.ToArray();

    public static void MapRegistry(this IEndpointRouteBuilder api)
    {
        api.MapGet("/registry/templates", static context => JsonAnswer.WriteBytesAsync(context, s_templates))
            .AllowEverybody()
            .Describe("listTemplates", "Templates kept here: none", "Registry").Returns(200, "An empty list.");
        api.MapGet("/registry/packages", static context => JsonAnswer.WriteBytesAsync(context, s_packages))
            .AllowEverybody()
            .Describe("listPackages", "Packages kept here: none", "Registry").Returns(200, "An empty list.");
    }
}
