using StackOperator.ControllerRuntime.Generators;
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

return 0;
