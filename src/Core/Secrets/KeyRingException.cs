namespace StackOperator.Core.Secrets;

/// <summary>The key ring is missing a key, or cannot be read. The message never holds key material.</summary>
public sealed class KeyRingException(string message, Exception? inner = null) : Exception(message, inner);
