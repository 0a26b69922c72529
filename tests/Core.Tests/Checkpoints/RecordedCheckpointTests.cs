using System.Text;
using StackOperator.Core.Checkpoints;
using StackOperator.Core.Deployments;
using StackOperator.Core.Tests.Recordings;

namespace StackOperator.Core.Tests.Checkpoints;

public sealed class RecordedCheckpointTests
{
    [Theory]
    [InlineData("14b-checkpoint-full", 4)]
    [InlineData("14c-checkpoint-delta-small", 3)]
    [InlineData("25-older-cli", 4)]
    public void The_last_recorded_save_is_the_state_that_was_exported_next(string flow, int comparisons)
    {
        var compared = 0;
        var saved = new Dictionary<string, DeploymentEnvelope>();
        foreach (var exchange in Recording.Load(flow).Exchanges.Where(e => e.Status < 300))
        {
            if (exchange.IsExport && saved.Remove(exchange.Stack, out var state))
            {
                var exported = Encoding.UTF8.GetBytes(exchange.Response.GetRawText());
                CanonicalState.Of(state.Raw.Span).ShouldBe(CanonicalState.Of(exported), $"{flow} {exchange.Path}");
                compared++;
            }
            else if (exchange.Verb.StartsWith("checkpoint", StringComparison.Ordinal))
            {
                saved[exchange.Stack] = Save(exchange, saved.GetValueOrDefault(exchange.Stack));
            }
        }

        compared.ShouldBe(comparisons);
    }

    [Fact]
    public void Every_imported_or_exported_state_is_read()
    {
        var read = 0;
        foreach (var exchange in Recording.Flows().SelectMany(f => Recording.Load(f).Exchanges).Where(e => e.Status < 300))
        {
            var text = exchange.IsExport ? Encoding.UTF8.GetBytes(exchange.Response.GetRawText()) : exchange.Verb == "import" ? exchange.Body : null;
            if (text is null)
            {
                continue;
            }

            DeploymentEnvelope.TryParse(text, out var envelope, out var refusal).ShouldBeTrue($"{exchange.Path}: {refusal?.Message}");
            envelope.Raw.ToArray().ShouldBe(text);
            read++;
        }

        read.ShouldBeGreaterThan(100);
    }

    private static DeploymentEnvelope Save(RecordedExchange exchange, DeploymentEnvelope? former)
    {
        StateRefusal? refusal;
        DeploymentEnvelope? state = null;
        switch (exchange.Verb)
        {
            case "checkpoint":
                FullCheckpoint.TryParse(exchange.Body, out state, out refusal).ShouldBeTrue(refusal?.Message);
                break;
            case "checkpointverbatim":
                VerbatimCheckpoint.TryParse(exchange.Body, out var verbatim, out refusal).ShouldBeTrue(refusal?.Message);
                state = verbatim.State;
                break;
            default:
                DeltaCheckpoint.TryParse(exchange.Body, out var delta, out refusal).ShouldBeTrue(refusal?.Message);
                delta.TryApply(former!.Raw, out state, out refusal).ShouldBeTrue(refusal?.Message);
                break;
        }

        return state!;
    }
}
