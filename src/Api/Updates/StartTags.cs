using System.Text.Json;
using StackOperator.Api.Problems;
using StackOperator.Api.Security;
using StackOperator.Api.Stacks;
using StackOperator.Core.Names;
using StackOperator.Core.Stacks;

namespace StackOperator.Api.Updates;

/// <summary>
/// The tags that a start brings along. They reach the Stack object only when they differ. The update runs by then and a
/// start is never repeated by the client, so a fault is logged and the next start tries again.
/// </summary>
internal static partial class StartTags
{
    public static void Check(Dictionary<string, string>? tags)
    {
        if (tags is not null && NameRules.CheckTags(tags).FirstOrDefault() is { } fault)
        {
            throw ApiProblem.BadRequest(fault).AsException();
        }
    }

    public static async Task ApplyAsync(HttpContext context, StackIdentity stack, Dictionary<string, string>? tags, string present)
    {
        if (tags is null || Same(tags, present))
        {
            return;
        }

        var logger = context.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(StartTags));
        var change = new TagChange(tags.ToDictionary(static t => t.Key, static t => (string?)t.Value, StringComparer.Ordinal), Replaces: true);
        try
        {
            var problem = await context.RequestServices.GetRequiredService<PatchTags>().ApplyAsync(stack, change, context.GetCaller().Login, context.RequestAborted);
            if (problem is not null)
            {
                Log.Refused(logger, stack.ToString(), problem.Text);
            }
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            Log.NotWritten(logger, e, stack.ToString());
        }
    }

    private static bool Same(Dictionary<string, string> tags, string present)
    {
        using var document = JsonDocument.Parse(present);
        var count = 0;
        foreach (var tag in document.RootElement.EnumerateObject())
        {
            count++;
            if (!tags.TryGetValue(tag.Name, out var value) || !tag.Value.ValueEquals(value))
            {
                return false;
            }
        }

        return count == tags.Count;
    }

    private static partial class Log
    {
        [LoggerMessage(2, LogLevel.Warning, "The tags that an update brought were not written to stack {Stack}: {Reason}. Its next update tries again.")]
        public static partial void Refused(ILogger logger, string stack, string reason);

        [LoggerMessage(1, LogLevel.Warning, "The tags that an update brought were not written to stack {Stack}; its next update tries again.")]
        public static partial void NotWritten(ILogger logger, Exception exception, string stack);
    }
}
