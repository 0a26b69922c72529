namespace StackOperator.Api.Problems;

/// <summary>
/// The outermost middleware: every failure below, returned, thrown or set as a bare status by the framework, leaves as a
/// JSON problem. Details of defects go to the log only.
/// </summary>
internal sealed partial class ProblemMiddleware(RequestDelegate next, ILogger<ProblemMiddleware> logger)
{
    private const string DefectText = "the request failed inside the server: name the request id to an administrator";

    public Task InvokeAsync(HttpContext context)
    {
        var task = next(context);
        return task.IsCompletedSuccessfully && context.Response.StatusCode < 400 ? task : FinishAsync(context, task);
    }

    private async Task FinishAsync(HttpContext context, Task request)
    {
        try
        {
            await request;
            if (context.Response.StatusCode >= 400 && IsBare(context.Response))
            {
                await ProblemResponse.WriteAsync(context, ForStatus(context));
            }
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // Nobody reads the answer.
        }
        catch (Exception exception) when (!context.Response.HasStarted)
        {
            await ProblemResponse.WriteAsync(context, Explain(context, exception));
        }
    }

    private static bool IsBare(HttpResponse response) => !response.HasStarted && response.ContentType is null && response.ContentLength is null or 0;

    private ApiProblem Explain(HttpContext context, Exception exception)
    {
        var problem = FaultMapping.ToProblem(exception);
        if (problem is null)
        {
            Log.Defect(logger, exception, context.Request.Method, context.GetEndpoint()?.DisplayName, context.TraceIdentifier);
            return new ApiProblem(StatusCodes.Status500InternalServerError, DefectText);
        }

        if (exception is not ApiProblemException && problem.Code >= 500)
        {
            Log.Fault(logger, exception, context.Request.Method, context.GetEndpoint()?.DisplayName, context.TraceIdentifier);
        }

        return problem;
    }

    private static ApiProblem ForStatus(HttpContext context) => context.Response.StatusCode switch
    {
        StatusCodes.Status404NotFound => ApiProblem.NotFound("no such route"),
        StatusCodes.Status405MethodNotAllowed => new ApiProblem(405, $"this route does not take {context.Request.Method}; it takes {context.Response.Headers.Allow}"),
        var status => new ApiProblem(status, "the request was refused"),
    };

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "{Method} {Route} failed by a defect (request {RequestId})")]
        public static partial void Defect(ILogger logger, Exception exception, string method, string? route, string requestId);

        [LoggerMessage(2, LogLevel.Warning, "{Method} {Route} failed: a dependency is away (request {RequestId})")]
        public static partial void Fault(ILogger logger, Exception exception, string method, string? route, string requestId);
    }
}
