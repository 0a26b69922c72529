using System.Diagnostics.CodeAnalysis;

namespace StackOperator.Core.Deployments;

/// <summary>
/// The wrapper a state travels in, <c>{"version": 3, "features"?: […], "deployment": {…}}</c> (UntypedDeployment). The
/// text is opaque: only what the server decides on is read, every byte is kept.
/// </summary>
public sealed class DeploymentEnvelope
{
    /// <summary>Lowest deployment schema version clients write.</summary>
    public const int MinVersion = 1;

    /// <summary>Highest deployment schema version clients write.</summary>
    public const int MaxVersion = 4;

    /// <summary>Deepest nesting of objects and arrays that is accepted.</summary>
    public const int MaxDepth = 512;

    private static readonly byte[] s_end = "}"u8.ToArray();
    private ReadOnlyMemory<byte>? _raw;

    internal DeploymentEnvelope(DeploymentText text)
        : this(text, text.Whole, default, default)
    {
    }

    private DeploymentEnvelope(DeploymentText text, JsonSlice part, ReadOnlyMemory<byte> head, ReadOnlyMemory<byte> tail)
    {
        Source = text.Raw;
        Start = part.Start;
        Length = part.Length;
        Head = head;
        Tail = tail;
        Version = text.Version;
        Features = text.Features;
        Deployment = text.Slice(text.Deployment);
        ResourceCount = text.Resources.Count;
        SecretsProvider = text.SecretsProviders is { } slice ? text.Slice(slice) : ReadOnlyMemory<byte>.Empty;
        SecretsProviderType = text.SecretsProviderType;
    }

    /// <summary>The state of a stack that was never updated: version 3, an empty deployment.</summary>
    public static ReadOnlyMemory<byte> Empty { get; } = """{"version":3,"deployment":{}}"""u8.ToArray();

    /// <summary>The text that the state was found in: the state itself, or a request body around it.</summary>
    public ReadOnlyMemory<byte> Source { get; }

    /// <summary>Where the state's own bytes start in <see cref="Source"/>.</summary>
    public int Start { get; }

    /// <summary>How many of them there are.</summary>
    public int Length { get; }

    /// <summary>What belongs before them: the beginning of a wrapper that the source does not have. Usually empty.</summary>
    public ReadOnlyMemory<byte> Head { get; }

    /// <summary>What belongs behind them.</summary>
    public ReadOnlyMemory<byte> Tail { get; }

    /// <summary>Whether <see cref="Source"/> is the state and nothing else.</summary>
    public bool IsWhole => Length == Source.Length && Head.IsEmpty && Tail.IsEmpty;

    /// <summary>The whole text, wrapper included, as it was given; a copy only when the wrapper was not.</summary>
    public ReadOnlyMemory<byte> Raw => _raw ??= Head.IsEmpty && Tail.IsEmpty
        ? Source.Slice(Start, Length)
        : (byte[])[.. Head.Span, .. Source.Slice(Start, Length).Span, .. Tail.Span];

    /// <summary>Deployment schema version, <see cref="MinVersion"/> to <see cref="MaxVersion"/>.</summary>
    public int Version { get; }

    /// <summary>Names of the schema features that the state uses; empty when there are none.</summary>
    public IReadOnlyList<string> Features { get; }

    /// <summary>The bytes of the <c>deployment</c> member: an object.</summary>
    public ReadOnlyMemory<byte> Deployment { get; }

    /// <summary>Number of resources, those waiting for deletion included.</summary>
    public int ResourceCount { get; }

    /// <summary>Type of the secrets provider (<c>service</c>, <c>passphrase</c>, <c>cloud</c>), or null when the state names none.</summary>
    public string? SecretsProviderType { get; }

    /// <summary>The bytes of <c>secrets_providers</c>, or empty when absent or null.</summary>
    public ReadOnlyMemory<byte> SecretsProvider { get; }

    /// <summary>Reads a state; false gives the refusal instead. The envelope keeps slices of <paramref name="untypedDeployment"/>.</summary>
    public static bool TryParse(
        ReadOnlyMemory<byte> untypedDeployment,
        [NotNullWhen(true)] out DeploymentEnvelope? envelope,
        [NotNullWhen(false)] out StateRefusal? refusal)
    {
        envelope = null;
        if (!Refusing.Try(untypedDeployment, DeploymentText.Parse, out var text, out refusal))
        {
            return false;
        }

        envelope = new DeploymentEnvelope(text);
        return true;
    }

    /// <summary>The state whose deployment alone is in the text; <paramref name="head"/> is a wrapper up to it.</summary>
    internal static DeploymentEnvelope Wrap(DeploymentText text, ReadOnlyMemory<byte> head) => new(text, text.Deployment, head, s_end);
}
