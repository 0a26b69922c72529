namespace StackOperator.Dev;

/// <summary>A command cannot go on. The message is for the person at the terminal.</summary>
internal sealed class CommandFailedException(string message) : Exception(message);
