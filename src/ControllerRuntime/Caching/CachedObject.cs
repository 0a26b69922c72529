using StackOperator.ControllerRuntime.Abstractions.Entities;

namespace StackOperator.ControllerRuntime.Caching;

/// <summary>One object in a store: its header and its stripped UTF-8 JSON. A typed graph would be several times larger.</summary>
/// <param name="Header">What is known without reading the JSON.</param>
/// <param name="Json">The object without managedFields and last-applied annotation.</param>
/// <param name="IndexValues">Values by position of the index; null when there are no indexes.</param>
internal sealed record CachedObject(EntityHeader Header, byte[] Json, string[][]? IndexValues = null);
