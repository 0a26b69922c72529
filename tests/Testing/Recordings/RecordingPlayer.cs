using System.Text;
using System.Text.Json.Nodes;

namespace StackOperator.Testing.Recordings;

/// <summary>
/// Plays the client's side of a recording against servers and judges their answers: statuses, error bodies, the members
/// the CLI reads, states, versions, history.
/// </summary>
public sealed class RecordingPlayer
{
    private readonly Recording _recording;
    private readonly RecordedClient[] _clients;
    private readonly Bindings _bindings;
    private readonly PlayState _state = new();
    private readonly AnswerJudge _judge;
    private int _next;

    /// <summary>Prepares one play; the servers (replicas of one installation) take requests in turn.</summary>
    public RecordingPlayer(Recording recording, IReadOnlyList<HttpClient> servers, Uri loginUrl, string organization, string token, string suffix)
    {
        _recording = recording;
        _bindings = new Bindings(recording, loginUrl, organization, suffix);
        _clients = [.. servers.Select(server => new RecordedClient(server, _bindings, token))];
        _judge = new AnswerJudge(recording, _bindings, _state, Report);
    }

    /// <summary>What held and what failed.</summary>
    public PlayReport Report { get; } = new();

    /// <summary>Plays all exchanges in recorded order; those marked parallel at once.</summary>
    public async Task PlayAsync(CancellationToken cancellationToken = default)
    {
        for (var i = 0; i < _recording.Exchanges.Count;)
        {
            var first = _recording.Exchanges[i];
            var group = first.Parallel is null
                ? [first]
                : _recording.Exchanges.Skip(i).TakeWhile(exchange => exchange.Parallel == first.Parallel).ToList();
            i += group.Count;
            var answers = await Task.WhenAll(group.Select(exchange => SendAsync(exchange, cancellationToken)));
            Settle(group, answers);
            for (var k = 0; k < group.Count; k++)
            {
                await _judge.JudgeAsync(group[k], answers[k], Client, cancellationToken);
            }
        }
    }

    private RecordedClient Client => _clients[Interlocked.Increment(ref _next) % _clients.Length];

    private void Settle(List<Exchange> group, Answer[] answers)
    {
        if (group.Count != 2 || !group.TrueForAll(exchange => exchange.OneWinner))
        {
            return;
        }

        var won = answers.Count(answer => answer.Status < 300);
        Report.Check(group[0], won == 1, "simultaneous starts", "exactly one success", string.Join(", ", answers.Select(answer => answer.Status)));
        var recordedFirst = group[0].Status < 300;
        var liveFirst = answers[0].Status < 300;
        if (won == 1 && recordedFirst != liveFirst)
        {
            // The other run won: from here on it plays the part of the recorded winner.
            _bindings.Swap(StackPath.Parse(group[0].Path)!.Update!, StackPath.Parse(group[1].Path)!.Update!);
            (answers[0], answers[1]) = (answers[1], answers[0]);
        }
    }

    private async Task<Answer> SendAsync(Exchange exchange, CancellationToken cancellationToken)
    {
        if (exchange.BodyText is not null && exchange.Path.EndsWith("/checkpointverbatim", StringComparison.Ordinal))
        {
            var recorded = CheckpointTranslation.RawMember(Encoding.UTF8.GetBytes(exchange.BodyText), "untypedDeployment");
            return await SaveAsync(exchange, recorded, live => (null, _bindings.Text(exchange.BodyText)), cancellationToken);
        }

        if (exchange.BodyText is not null && exchange.Path.EndsWith("/checkpointdelta", StringComparison.Ordinal))
        {
            var delta = JsonNode.Parse(exchange.BodyText)!;
            var saved = _state.Saved[StackPath.Parse(exchange.Path)!.Update!];
            var recorded = CheckpointTranslation.Apply(saved.Recorded, delta);
            CheckpointTranslation.Verify(delta, recorded);
            return await SaveAsync(exchange, recorded, live => (CheckpointTranslation.Delta(delta, saved.Live, live), null), cancellationToken);
        }

        return await Client.SendAsync(exchange, cancellationToken: cancellationToken);
    }

    private async Task<Answer> SaveAsync(Exchange exchange, byte[] recorded, Func<byte[], (JsonNode? Body, string? Text)> request, CancellationToken cancellationToken)
    {
        var live = Encoding.UTF8.GetBytes(_bindings.Text(Encoding.UTF8.GetString(recorded)));
        var (body, text) = request(live);
        _state.Saved[StackPath.Parse(exchange.Path)!.Update!] = (recorded, live);
        if (_state.Capabilities?.Contains("delta-checkpoint-uploads-v2") != false)
        {
            return await Client.SendAsync(exchange, body: body, bodyText: text, cancellationToken: cancellationToken);
        }

        // Without the capability the CLI saves plain checkpoints.
        var untyped = JsonNode.Parse(live)!;
        var plain = new JsonObject { ["isInvalid"] = false, ["version"] = untyped["version"]?.DeepClone(), ["deployment"] = untyped["deployment"]?.DeepClone() };
        if (untyped["features"] is { } features)
        {
            plain["features"] = features.DeepClone();
        }

        var path = _bindings.Text(exchange.PathAndQuery);
        return await Client.SendAsync(exchange, path[..path.LastIndexOf('/')] + "/checkpoint", plain, cancellationToken: cancellationToken);
    }
}
