namespace StackOperator.CrdGen;

/// <summary>The chart's copies of definitions and roles: the same objects, in the release's namespace.</summary>
internal static class ChartFiles
{
    private const string Folder = "charts/stack-operator";

    /// <summary>Writes a definition to the folder that Helm installs before everything else.</summary>
    public static Task WriteDefinitionAsync(string root, string file, string yaml)
        => WriteAsync(Path.Combine(root, Folder, "crds"), file, yaml);

    /// <summary>Writes the roles of one process, which somebody may want to bind by other means; the namespace itself is Helm's business.</summary>
    public static Task WriteRolesAsync(string root, string file, string yaml)
        => WriteAsync(
            Path.Combine(root, Folder, "templates"),
            file,
            $"{{{{- if .Values.rbac.create }}}}\n{yaml.Replace($"namespace: {RoleManifests.Home}", "namespace: {{ .Release.Namespace }}", StringComparison.Ordinal)}{{{{- end }}}}\n");

    private static Task WriteAsync(string folder, string file, string text)
        => File.WriteAllTextAsync(Path.Combine(Directory.CreateDirectory(folder).FullName, file), text);
}
