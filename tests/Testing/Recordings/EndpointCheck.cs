using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace StackOperator.Testing.Recordings;

/// <summary>What is asked of a successful answer of one endpoint.</summary>
/// <param name="Path">Pattern of the path.</param>
/// <param name="Method">Method, or null for any.</param>
/// <param name="NeedsJson">Whether the CLI decodes the body.</param>
/// <param name="Run">The checks.</param>
public sealed record EndpointCheck(
    Regex Path,
    string? Method,
    bool NeedsJson,
    Func<AnswerChecks, Exchange, JsonNode?, RecordedClient, CancellationToken, Task> Run);
