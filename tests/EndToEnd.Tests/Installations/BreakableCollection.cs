namespace StackOperator.EndToEnd.Tests.Installations;

/// <summary>Tests that use <see cref="BreakableInstallation"/> and therefore run one after the other.</summary>
[CollectionDefinition]
public sealed class BreakableCollection : ICollectionFixture<BreakableInstallation>;
