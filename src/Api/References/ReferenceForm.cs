using System.Text.Json.Serialization.Metadata;
using StackOperator.Api.Requests;
using StackOperator.Store.References;

namespace StackOperator.Api.References;

/// <summary>How one kind of reference is read out of bodies and shown.</summary>
/// <param name="What">What it is called in errors.</param>
/// <param name="Path">Route of the list.</param>
/// <param name="Fields">Fields of a body.</param>
/// <param name="Apply">Replaces the values of a row by those of a body; faults go to the reader.</param>
/// <param name="References">What a row refers to.</param>
/// <param name="Show">The answer for a row.</param>
/// <param name="One">JSON of an answer.</param>
/// <param name="Many">JSON of a list.</param>
internal sealed record ReferenceForm<TRow, TAnswer>(
    string What,
    string Path,
    string[] Fields,
    Func<FieldReader, TRow, TRow> Apply,
    Func<TRow, IEnumerable<NamedReference>> References,
    Func<TRow, TAnswer> Show,
    JsonTypeInfo<TAnswer> One,
    JsonTypeInfo<TAnswer[]> Many)
    where TRow : ReferenceRow;
