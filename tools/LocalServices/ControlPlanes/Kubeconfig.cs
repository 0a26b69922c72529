using YamlDotNet.RepresentationModel;

namespace StackOperator.LocalServices.ControlPlanes;

/// <summary>How a caller reaches an API server: what a kubeconfig of one context says.</summary>
/// <param name="Server">URL, e.g. <c>https://127.0.0.1:6443</c>.</param>
/// <param name="AuthorityFile">PEM file of the authority that signed the server's certificate.</param>
/// <param name="Token">Bearer token; null when a client certificate is used.</param>
public sealed record Kubeconfig(string Server, string AuthorityFile, string? Token)
{
    /// <summary>PEM texts of a client certificate.</summary>
    public (string Certificate, string Key)? Client { get; init; }

    public string Namespace { get; init; } = "default";

    /// <summary>The file's text.</summary>
    public override string ToString() => $"""
        apiVersion: v1
        kind: Config
        current-context: local
        clusters:
        - name: local
          cluster:
            server: {Server}
            certificate-authority: {AuthorityFile}
        contexts:
        - name: local
          context:
            cluster: local
            user: local
            namespace: {Namespace}
        users:
        - name: local
          user:
        {User}

        """;

    private string User => Client is { } client
        ? $"    client-certificate-data: {Base64(client.Certificate)}\n    client-key-data: {Base64(client.Key)}"
        : $"    token: {Token}";

    /// <summary>Writes the file so that only its owner can read it.</summary>
    public void Write(string path)
    {
        using var stream = new FileStream(path, new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite });
        using var writer = new StreamWriter(stream);
        writer.Write(ToString());
    }

    /// <summary>Reads a file that <see cref="Write"/> wrote, with a token.</summary>
    /// <exception cref="LocalServiceException">The file is not such a file.</exception>
    public static Kubeconfig Read(string path)
    {
        try
        {
            using var reader = File.OpenText(path);
            var yaml = new YamlStream();
            yaml.Load(reader);
            var root = yaml.Documents[0].RootNode;
            var cluster = root["clusters"][0]["cluster"];
            return new Kubeconfig(cluster["server"].ToString(), cluster["certificate-authority"].ToString(), root["users"][0]["user"]["token"].ToString());
        }
        catch (Exception e) when (e is KeyNotFoundException or ArgumentException or YamlDotNet.Core.YamlException or IOException)
        {
            throw new LocalServiceException($"{path} is not a kubeconfig that a local control plane wrote: {e.Message}", e);
        }
    }

    private static string Base64(string text) => Convert.ToBase64String(System.Text.Encoding.ASCII.GetBytes(text));
}
