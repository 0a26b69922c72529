namespace StackOperator.Api.Resources;

/// <summary>Reads the operator's decision out of the status of one kind of object.</summary>
internal interface IVerdictReader<T>
    where T : class
{
    /// <summary>The verdict on a generation; null while the operator has not decided.</summary>
    ObjectVerdict<T>? On(T entity, long generation);
}
