using System.Text.Json.Nodes;
using k8s;
using k8s.Autorest;
using k8s.Models;
using StackOperator.ControllerRuntime.Client;

namespace StackOperator.ControllerRuntime.Definitions;

/// <summary>
/// Creates and updates CustomResourceDefinitions and waits until they are served. Plain writes rather than server-side apply:
/// servers before 1.25 refuse newer schema keywords in the latter and drop them in the former. Nothing is written when nothing
/// differs, so every replica may do this at each start.
/// </summary>
/// <param name="client">Needs create, and get and update of the definitions by name.</param>
/// <param name="version">Version of this program. A definition that a later version wrote is left alone, so that a rollout never goes back and forth.</param>
/// <param name="clock">Times the waiting.</param>
public sealed class DefinitionInstaller(IKubernetes client, Version version, TimeProvider clock)
{
    /// <summary>Annotation with the version of the program that wrote a definition.</summary>
    public const string WrittenByAnnotation = "controller-runtime/written-by-version";

    private static readonly TimeSpan _poll = TimeSpan.FromMilliseconds(100);

    /// <summary>Writes the definition and returns once every served version of it can be listed.</summary>
    /// <param name="definition">What the types say; it is not changed.</param>
    /// <param name="ct">Cancels; there is no other limit.</param>
    /// <returns>False when a later version's definition is there and was left alone.</returns>
    /// <exception cref="InvalidOperationException">The server will never serve it: its names are taken, or this identity may not write it.</exception>
    /// <exception cref="HttpOperationException">The server refuses it.</exception>
    public async Task<bool> InstallAsync(V1CustomResourceDefinition definition, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(definition);
        var isOurs = await WriteAsync(definition, ct);
        await WaitAsync(definition, ct);
        return isOurs;
    }

    private async Task<bool> WriteAsync(V1CustomResourceDefinition definition, CancellationToken ct)
    {
        while (true)
        {
            try
            {
                return await WriteOnceAsync(definition, ct);
            }
            catch (HttpOperationException e) when (e.IsConflict() || e.IsAlreadyExists())
            {
                // Another replica was faster: look at what it wrote.
            }
            catch (HttpOperationException e) when (e.IsForbidden())
            {
                throw new InvalidOperationException($"The definition {definition.Metadata.Name} cannot be installed: allow this identity to create customresourcedefinitions and to get and update this one, or apply it by other means and switch installing off ({e.Describe()})", e);
            }
        }
    }

    private async Task<bool> WriteOnceAsync(V1CustomResourceDefinition definition, CancellationToken ct)
    {
        V1CustomResourceDefinition there;
        try
        {
            there = await client.ApiextensionsV1.ReadCustomResourceDefinitionAsync(definition.Metadata.Name, cancellationToken: ct);
        }
        catch (HttpOperationException e) when (e.IsNotFound())
        {
            await client.ApiextensionsV1.CreateCustomResourceDefinitionAsync(With(new V1ObjectMeta { Name = definition.Metadata.Name }, definition), cancellationToken: ct);
            return true;
        }

        var text = there.Metadata.Annotations?.TryGetValue(WrittenByAnnotation, out var found) == true ? found : null;
        if (Version.TryParse(text, out var writer) && writer > version)
            return false;
        if (text != version.ToString() || !IsSame(there.Spec, definition.Spec))
            await client.ApiextensionsV1.ReplaceCustomResourceDefinitionAsync(With(there.Metadata, definition), definition.Metadata.Name, cancellationToken: ct);
        return true;
    }

    // The one default that the server fills in besides names, which our generator always writes.
    private static bool IsSame(V1CustomResourceDefinitionSpec there, V1CustomResourceDefinitionSpec wanted)
    {
        var (left, right) = (JsonNode.Parse(KubernetesJson.Serialize(there))!.AsObject(), JsonNode.Parse(KubernetesJson.Serialize(wanted))!.AsObject());
        if (right["conversion"] is null)
            right["conversion"] = new JsonObject { ["strategy"] = "None" };
        return JsonNode.DeepEquals(left, right);
    }

    // Labels and annotations of others stay: the certificate injectors of conversion webhooks live by them.
    private V1CustomResourceDefinition With(V1ObjectMeta metadata, V1CustomResourceDefinition definition)
    {
        metadata.Annotations = new Dictionary<string, string>(metadata.Annotations ?? new Dictionary<string, string>());
        foreach (var (key, value) in definition.Metadata.Annotations ?? new Dictionary<string, string>())
            metadata.Annotations[key] = value;
        metadata.Annotations[WrittenByAnnotation] = version.ToString();
        return new V1CustomResourceDefinition { ApiVersion = "apiextensions.k8s.io/v1", Kind = "CustomResourceDefinition", Metadata = metadata, Spec = definition.Spec };
    }

    private async Task WaitAsync(V1CustomResourceDefinition definition, CancellationToken ct)
    {
        while (!await IsServedAsync(definition, ct))
            await Task.Delay(_poll, clock, ct);
    }

    private async Task<bool> IsServedAsync(V1CustomResourceDefinition definition, CancellationToken ct)
    {
        var there = await client.ApiextensionsV1.ReadCustomResourceDefinitionAsync(definition.Metadata.Name, cancellationToken: ct);
        var conditions = there.Status?.Conditions ?? [];
        if (conditions.FirstOrDefault(c => c is { Type: "NamesAccepted", Status: "False" }) is { } refusal)
            throw new InvalidOperationException($"The definition {definition.Metadata.Name} is not served, because another one has its names: {refusal.Message}");
        if (!conditions.Any(c => c is { Type: "Established", Status: "True" }))
            return false;
        foreach (var served in there.Spec.Versions.Where(v => v.Served))
        {
            if (!await IsListedAsync(there.Spec, served.Name, ct))
                return false;
        }

        return true;
    }

    private async Task<bool> IsListedAsync(V1CustomResourceDefinitionSpec spec, string served, CancellationToken ct)
    {
        try
        {
            await client.CustomObjects.ListClusterCustomObjectAsync(spec.Group, served, spec.Names.Plural, limit: 1, cancellationToken: ct);
            return true;
        }
        catch (HttpOperationException e) when (e.IsNotFound() || e.IsTransient())
        {
            return false;
        }
        catch (HttpOperationException e) when (e.IsForbidden())
        {
            // An identity of a few namespaces may not list all: that it is established has to be enough.
            return true;
        }
    }
}
