namespace StackOperator.Api.Idempotency;

/// <summary>Routes that may be repeated by an Idempotency-Key; their handlers are singletons that are made at the first request.</summary>
internal static class IdempotentHandler
{
    /// <summary>The delegate of a route.</summary>
    public static RequestDelegate For<THandler>(IServiceProvider services, Func<THandler, HttpContext, Task> handle)
        where THandler : class
    {
        THandler? handler = null;
        IdempotentRoute? route = null;
        return context =>
        {
            handler ??= services.GetRequiredService<THandler>();
            route ??= services.GetRequiredService<IdempotentRoute>();
            return route.HandleAsync(context, next => handle(handler, next));
        };
    }
}
