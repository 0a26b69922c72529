namespace StackOperator.ControllerRuntime.Client;

/// <summary>What a page says about itself.</summary>
/// <param name="ResourceVersion">Version of the whole list.</param>
/// <param name="Continue">Token of the next page; null on the last.</param>
internal readonly record struct ListPage(string? ResourceVersion, string? Continue);
