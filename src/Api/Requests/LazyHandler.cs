namespace StackOperator.Api.Requests;

/// <summary>Routes whose handlers are singletons that are made at the first request: the routes alone, for documents, need none of what they depend on.</summary>
internal static class LazyHandler
{
    /// <summary>The delegate of a route.</summary>
    public static RequestDelegate For<THandler>(IServiceProvider services, Func<THandler, HttpContext, Task> handle)
        where THandler : class
    {
        THandler? handler = null;
        return context => handle(handler ??= services.GetRequiredService<THandler>(), context);
    }
}
