using k8s.Models;

namespace StackOperator.ControllerRuntime.Events;

/// <summary>An event as it was recorded, with every field within the bounds of the API. Value equality makes the series.</summary>
internal sealed record EventDraft(
    string Namespace, bool ClusterScoped, string ApiVersion, string Kind, string Name, string Uid, string Type, string Reason, string Action, string Note)
{
    /// <summary>The object, for the spam filter.</summary>
    public (string, string, string, string) Regarding => (Namespace, Kind, Name, Uid);

    /// <summary>The same event with any note.</summary>
    public EventDraft WithoutNote => this with { Note = string.Empty };

    public V1ObjectReference Reference() => new()
    {
        ApiVersion = ApiVersion,
        Kind = Kind,
        Name = Name,
        NamespaceProperty = ClusterScoped ? null : Namespace,
        Uid = Uid,
    };
}
