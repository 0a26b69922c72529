using StackOperator.ControllerRuntime.Connection;
using StackOperator.ControllerRuntime.Definitions;
using StackOperator.ControllerRuntime.Reconciling;
using StackOperator.ControllerRuntime.Webhooks;
using StackOperator.Crds;
using StackOperator.Crds.V1Alpha1.EnvironmentStacks;
using StackOperator.Operator.EnvironmentStacks;
using StackOperator.Operator.Leadership;
using StackOperator.Operator.Reconciling;
using StackOperator.Operator.Stacks;
using StackOperator.Store.Database;
using StackOperator.Store.Leadership;

namespace StackOperator.Operator;

/// <summary>What the operator is made of.</summary>
internal static class OperatorServices
{
    public static IServiceCollection AddStackOperator(this IServiceCollection services, IConfiguration configuration)
    {
        services.Configure<StackOperatorOptions>(options => options.HomeNamespace = OperatorEnvironment.HomeNamespace(configuration));
        services.AddStackDatabase(static options => options.ApplicationName = "stack-operator");
        services.AddHostedService<MigrateOnStart>();
        services.AddSingleton<OperatorFence>().AddSingleton<LeadershipTerm>();
        services.AddSingleton<NamespaceOrganizations>().AddSingleton<StatusWriter>();
        services.AddSingleton(typeof(Waiters<>)).AddSingleton(typeof(DatabaseOutage<>));
        services.AddKubernetesConnection(options =>
        {
            options.Kubeconfig = configuration[OperatorEnvironment.KubeconfigKey];
            options.UserAgent = "stack-operator/0.1";
            options.JsonContexts.Add(StackJsonContext.Default);
            options.JsonContexts.Add(EnvironmentStackJsonContext.Default);
        });
        if (OperatorEnvironment.InstallDefinitions(configuration))
        {
            services.AddKubernetesDefinitions(typeof(ApiGroup).Assembly);
        }

        services.AddKubernetesOperator(settings => OperatorEnvironment.Apply(configuration, settings))
            .AddStacks(OperatorEnvironment.Namespaces(configuration))
            .AddEnvironmentStacks(OperatorEnvironment.Namespaces(configuration));
        services.AddWebhookServer(options => OperatorEnvironment.Apply(configuration, options))
            .AddValidationWebhook<EnvironmentStackWebhook, EnvironmentStackResource>(EnvironmentStackWebhook.Path);
        return services;
    }
}
