namespace StackOperator.Api.Documents;

/// <summary>Endpoint metadata: what the OpenAPI document says about a route. Built fluently where the route is mapped.</summary>
public sealed class RouteDescription(string operationId, string summary, string tag)
{
    private readonly List<RouteAnswer> _answers = [];
    private readonly List<RouteQuery> _queries = [];

    /// <summary>Unique name of the operation.</summary>
    public string OperationId => operationId;

    /// <summary>One line.</summary>
    public string Summary => summary;

    /// <summary>Group.</summary>
    public string Tag => tag;

    /// <summary>Longer text; may be empty.</summary>
    public string Text { get; private set; } = string.Empty;

    /// <summary>Type of the request body; null when there is none.</summary>
    public Type? Body { get; private set; }

    /// <summary>Answers by status.</summary>
    public IReadOnlyList<RouteAnswer> Answers => _answers;

    /// <summary>Query parameters.</summary>
    public IReadOnlyList<RouteQuery> Queries => _queries;

    /// <summary>Adds a longer text.</summary>
    public RouteDescription Explain(string text)
    {
        Text = text;
        return this;
    }

    /// <summary>Names the request body.</summary>
    public RouteDescription Takes<T>()
    {
        Body = typeof(T);
        return this;
    }

    /// <summary>Names a query parameter.</summary>
    public RouteDescription Query(string name, string text)
    {
        _queries.Add(new RouteQuery(name, text));
        return this;
    }

    /// <summary>Names an answer with a body.</summary>
    public RouteDescription Returns<T>(int status, string text)
    {
        _answers.Add(new RouteAnswer(status, text, typeof(T)));
        return this;
    }

    /// <summary>Names an answer without a body.</summary>
    public RouteDescription Returns(int status, string text)
    {
        _answers.Add(new RouteAnswer(status, text, null));
        return this;
    }

    /// <summary>Names errors beside those that every route has.</summary>
    public RouteDescription Fails(params int[] statuses)
    {
        _answers.AddRange(statuses.Select(status => new RouteAnswer(status, string.Empty, typeof(ProblemAnswer))));
        return this;
    }
}
