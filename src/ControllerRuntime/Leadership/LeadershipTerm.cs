using System.Diagnostics.CodeAnalysis;

namespace StackOperator.ControllerRuntime.Leadership;

/// <summary>One uninterrupted time of leading.</summary>
[SuppressMessage("Design", "CA1001", Justification = "The token stays usable for those who look after the term ended; no timer or handle is held.")]
internal sealed class LeadershipTerm(long token, TimeSpan validUntil)
{
    private readonly CancellationTokenSource _lost = new();
    private long _validUntil = validUntil.Ticks;

    public long Token => token;

    public CancellationToken Lost => _lost.Token;

    public TimeSpan ValidUntil => TimeSpan.FromTicks(Volatile.Read(ref _validUntil));

    public void Extend(TimeSpan until)
    {
        if (until > ValidUntil)
        {
            Volatile.Write(ref _validUntil, until.Ticks);
        }
    }

    public bool IsValidAt(TimeSpan now) => !_lost.IsCancellationRequested && now < ValidUntil;

    public void End() => _lost.Cancel();
}
