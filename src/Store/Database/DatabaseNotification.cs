namespace StackOperator.Store.Database;

/// <summary>One NOTIFY.</summary>
/// <param name="Channel">The channel.</param>
/// <param name="Payload">The payload, possibly empty.</param>
public readonly record struct DatabaseNotification(string Channel, string Payload);
