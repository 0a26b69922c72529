namespace StackOperator.Store.Stacks;

/// <summary>What materializing did to a row.</summary>
public enum MaterializeChange
{
    Unchanged,
    Created,
    Updated,
    Adopted,
    Renamed,
}
