using System.Reflection;
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
    await File.WriteAllTextAsync(Path.Combine(crds.FullName, $"{definition.Spec.Group}_{definition.Spec.Names.Plural}.yaml"), ManifestYaml.Write(definition));
}

var rbac = Directory.CreateDirectory(Path.Combine(root, "config", "rbac"));
await File.WriteAllTextAsync(
    Path.Combine(rbac.FullName, "operator.yaml"),
    ManifestYaml.Write([RoleManifests.HomeNamespace(), .. RoleManifests.For(Assembly.Load("StackOperator.Operator"), "stack-operator")]));
await File.WriteAllTextAsync(
    Path.Combine(rbac.FullName, "api.yaml"),
    ManifestYaml.Write([RoleManifests.HomeNamespace(), .. RoleManifests.For(Assembly.Load("StackOperator.Api"), "stack-operator-api")]));
return 0;
