namespace StackOperator.Testing.Faults;

/// <summary>One thing the proxy does with a watch's connection.</summary>
internal readonly record struct Step(StepKind Kind, byte[] Bytes, TimeSpan Pause)
{
    public static Step End { get; } = new(StepKind.End, [], TimeSpan.Zero);

    public static Step Abort { get; } = new(StepKind.Abort, [], TimeSpan.Zero);

    public static Step Hang { get; } = new(StepKind.Hang, [], TimeSpan.Zero);

    /// <summary>A whole line; later faults may change it.</summary>
    public static Step Send(byte[] line) => new(StepKind.Line, line, TimeSpan.Zero);

    /// <summary>Bytes as they are.</summary>
    public static Step Raw(byte[] bytes, TimeSpan pause) => new(StepKind.Raw, bytes, pause);
}

internal enum StepKind
{
    Line,
    Raw,
    End,
    Abort,
    Hang,
}
