using k8s.Exceptions;
using k8s.KubeConfigModels;
using YamlDotNet.Core;
using YamlDotNet.Serialization;
using YamlDotNet.Serialization.NamingConventions;

namespace StackOperator.ControllerRuntime.Connection;

/// <summary>Reads one kubeconfig. The client's own reader first learns the YAML of every Kubernetes type, which is half a second of each start.</summary>
internal static class KubeconfigFile
{
    /// <summary>Reads the file at this path.</summary>
    /// <exception cref="KubeConfigException">The file cannot be read or is no kubeconfig.</exception>
    public static K8SConfiguration Read(string path)
    {
        try
        {
            using var text = File.OpenText(path);
            var file = new DeserializerBuilder().WithNamingConvention(CamelCaseNamingConvention.Instance).IgnoreUnmatchedProperties().Build().Deserialize<K8SConfiguration?>(text) ?? new K8SConfiguration();
            file.FileName = Path.GetFullPath(path);
            return file;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new KubeConfigException($"the kubeconfig {path} cannot be read: {e.Message}", e);
        }
        catch (YamlException e)
        {
            throw new KubeConfigException($"{path} is no kubeconfig, at {e.Start}: {e.InnerException?.Message ?? e.Message}", e);
        }
    }
}
