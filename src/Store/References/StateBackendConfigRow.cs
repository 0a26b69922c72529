namespace StackOperator.Store.References;

/// <summary>A place for states.</summary>
public sealed record StateBackendConfigRow : ReferenceRow
{
    /// <summary>s3, gcs or local.</summary>
    public string BackendType { get; init; } = "s3";

    /// <summary>Bucket; needed except for local.</summary>
    public string? Bucket { get; init; }

    /// <summary>What all keys in the bucket start with.</summary>
    public string KeyPrefix { get; init; } = string.Empty;

    /// <summary>Region of the bucket.</summary>
    public string? Region { get; init; }

    /// <summary>Address of a store that is not the provider's own.</summary>
    public string? Endpoint { get; init; }

    /// <summary>Credentials for the bucket.</summary>
    public Guid? CredentialConfigId { get; init; }
}
