using System.Reflection;
using k8s.Models;
using StackOperator.ControllerRuntime.Generators;
using StackOperator.CrdGen;
using StackOperator.Crds;

if (args is not [var root] || !Directory.Exists(Path.Combine(root, "src")))
{
    await Console.Error.WriteLineAsync("usage: CrdGen <root of the repository>");
    return 2;
}

var crds = Directory.CreateDirectory(Path.Combine(root, "config", "crd"));
foreach (var kind in CrdGenerator.Kinds(typeof(ApiGroup).Assembly))
{
    var definition = CrdGenerator.Build(kind);
    var (file, yaml) = ($"{definition.Spec.Group}_{definition.Spec.Names.Plural}.yaml", ManifestYaml.Write(definition));
    await File.WriteAllTextAsync(Path.Combine(crds.FullName, file), yaml);
    await ChartFiles.WriteDefinitionAsync(root, file, yaml);
}

var rbac = Directory.CreateDirectory(Path.Combine(root, "config", "rbac"));
foreach (var (process, account) in ((string, string)[])[("Operator", "stack-operator"), ("Api", "stack-operator-api")])
{
    object[] roles = [.. RoleManifests.For(Assembly.Load($"StackOperator.{process}"), account)];
    var name = process.ToLowerInvariant();
    await File.WriteAllTextAsync(Path.Combine(rbac.FullName, $"{name}.yaml"), ManifestYaml.Write([RoleManifests.HomeNamespace(), .. roles]));
    // The chart writes the accounts itself, with annotations from its values.
    await ChartFiles.WriteRolesAsync(root, $"{name}-rbac.yaml", ManifestYaml.Write([.. roles.Where(r => r is not V1ServiceAccount)]));
}

return 0;
