namespace StackOperator.Dev.Builds;

/// <summary>How thorough a build is.</summary>
internal enum BuildKind
{
    /// <summary>What changed, without analyzers.</summary>
    Quick,

    /// <summary>Everything, with analyzers, warnings as errors.</summary>
    Strict,
}
