using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace StackOperator.Testing.Recordings;

/// <summary>What the server under test answered.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Body">Decompressed body.</param>
public sealed record Answer(int Status, byte[] Body)
{
    /// <summary>The body as JSON; null when it is empty or no JSON.</summary>
    public JsonNode? Json
    {
        get
        {
            try
            {
                return Body.Length == 0 ? null : JsonNode.Parse(Body);
            }
            catch (JsonException)
            {
                return null;
            }
        }
    }

    /// <summary>The beginning of the body as text.</summary>
    public string Head => Encoding.UTF8.GetString(Body, 0, Math.Min(Body.Length, 200));
}
