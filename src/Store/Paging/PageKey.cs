namespace StackOperator.Store.Paging;

/// <summary>Where a page of a listing (newest first) ends. Pages are cut by key: what comes or goes meanwhile never makes one repeat or skip an entry.</summary>
/// <param name="CreatedAt">created_at of the last entry, UTC.</param>
/// <param name="Id">Its id.</param>
public readonly record struct PageKey(DateTime CreatedAt, Guid Id);
