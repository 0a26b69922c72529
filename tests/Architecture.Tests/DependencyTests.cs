using System.Xml.Linq;

namespace StackOperator.Architecture.Tests;

public sealed class DependencyTests
{
    // project -> what it may reference; the arrows of docs/architecture.md
    private static readonly Dictionary<string, string[]> Allowed = new(StringComparer.Ordinal)
    {
        ["Core"] = [],
        ["Store"] = ["Core"],
        ["Crds"] = ["Core", "ControllerRuntime.Abstractions"],
        ["Hosting"] = [],
        ["ControllerRuntime.Abstractions"] = [],
        ["ControllerRuntime"] = ["ControllerRuntime.Abstractions"],
        ["Operator"] = ["Core", "Store", "Crds", "ControllerRuntime", "ControllerRuntime.Abstractions", "Hosting"],
        ["Api"] = ["Core", "Store", "Crds", "ControllerRuntime", "ControllerRuntime.Abstractions", "Hosting"],
    };

    [Fact]
    public void Every_product_project_references_only_what_its_arrows_allow()
    {
        var wrong = Repository.Files("src", "*.csproj")
            .SelectMany(file => References(file).Select(reference => (Project: Path.GetFileNameWithoutExtension(file), Reference: reference)))
            .Where(arrow => !Allowed[arrow.Project].Contains(arrow.Reference))
            .Select(arrow => $"{arrow.Project} -> {arrow.Reference}");
        wrong.ShouldBeEmpty();
    }

    [Fact]
    public void Core_uses_no_package_and_no_framework_but_the_base_library()
        => XDocument.Parse(Repository.Read("src/Core/Core.csproj")).Descendants()
            .Where(element => element.Name.LocalName is "PackageReference" or "FrameworkReference")
            .ShouldBeEmpty();

    [Fact]
    public void The_controller_runtime_knows_no_stack()
        => Repository.Files("src/ControllerRuntime", "*.cs").Concat(Repository.Files("src/ControllerRuntime.Abstractions", "*.cs"))
            .Where(file => Repository.Read(file).Contains("StackOperator.Core", StringComparison.Ordinal)
                || Repository.Read(file).Contains("StackOperator.Crds", StringComparison.Ordinal)
                || Repository.Read(file).Contains("stackoperator.io", StringComparison.Ordinal))
            .ShouldBeEmpty();

    [Fact]
    public void Every_project_is_in_the_solution()
    {
        var solution = Repository.Read("StackOperator.sln").Replace('\\', '/');
        ((string[])["src", "tools", "tests", "bench"]).SelectMany(folder => Repository.Files(folder, "*.csproj"))
            .Where(project => !solution.Contains(project, StringComparison.Ordinal))
            .ShouldBeEmpty();
    }

    private static IEnumerable<string> References(string project)
        => XDocument.Parse(Repository.Read(project)).Descendants("ProjectReference")
            .Select(element => Path.GetFileNameWithoutExtension(element.Attribute("Include")!.Value));
}
