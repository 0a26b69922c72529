using System.Text.Json.Nodes;

namespace StackOperator.Api.Identity;

/// <summary>
/// Something this service can do beyond the basics. Register one as a singleton to advertise it. A malformed configuration makes
/// the CLI drop the whole list, so each is covered by a test.
/// </summary>
/// <param name="Name">Name the CLI knows.</param>
/// <param name="Version">Version of the capability.</param>
/// <param name="Configuration">Its configuration; null when it has none.</param>
public sealed record Capability(
    [property: System.Text.Json.Serialization.JsonPropertyName("capability")] string Name,
    int Version,
    JsonObject? Configuration = null);
