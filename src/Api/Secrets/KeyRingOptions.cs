namespace StackOperator.Api.Secrets;

/// <summary>Where the key ring is.</summary>
public sealed class KeyRingOptions
{
    /// <summary>Configuration key (environment variable) that fills <see cref="Path"/>.</summary>
    public const string PathKey = "STACK_KEYRING";

    /// <summary>[STACK_KEYRING] Path of the file with the keys that wrap the data keys of stacks.</summary>
    public string Path { get; set; } = string.Empty;
}
