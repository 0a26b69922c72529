using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using StackOperator.ControllerRuntime.Abstractions.Reconciling;

namespace StackOperator.Operator.Tests;

public sealed class OperatorEnvironmentTests
{
    [Fact]
    public void Settings_are_read_from_the_environment()
    {
        var settings = Apply(("STACK_OPERATOR_MAX_CONCURRENT_RECONCILES", "4"), ("STACK_OPERATOR_LEASE_DURATION", "1m"), ("STACK_OPERATOR_RENEW_DEADLINE", "00:00:40"), ("STACK_OPERATOR_RETRY_PERIOD", "1500ms"), ("STACK_OPERATOR_LEADER_ELECTION", "false"), ("STACK_OPERATOR_NAMESPACES", "a, b"));
        settings.MaxConcurrentReconciles.ShouldBe(4);
        settings.LeaseDuration.ShouldBe(TimeSpan.FromMinutes(1));
        settings.RenewDeadline.ShouldBe(TimeSpan.FromSeconds(40));
        settings.RetryPeriod.ShouldBe(TimeSpan.FromMilliseconds(1500));
        settings.LeaderElection.ShouldBeFalse();
        settings.Namespaces.ShouldBe(["a", "b"]);
        settings.HomeNamespace.ShouldBe("stack-operator");
    }

    [Theory]
    [InlineData(null, false)]
    [InlineData("true", true)]
    public void Definitions_are_installed_only_when_asked_for(string? value, bool expected) =>
        OperatorEnvironment.InstallDefinitions(new ConfigurationBuilder().AddInMemoryCollection([new("STACK_OPERATOR_INSTALL_DEFINITIONS", value)]).Build()).ShouldBe(expected);

    [Fact]
    public void The_home_namespace_is_the_one_that_is_set_or_the_pods()
    {
        Apply(("POD_NAMESPACE", "pod")).HomeNamespace.ShouldBe("pod");
        Apply(("POD_NAMESPACE", "pod"), ("STACK_HOME_NAMESPACE", "set")).HomeNamespace.ShouldBe("set");
    }

    [Fact]
    public void Each_wrong_setting_gets_one_line_that_says_what_to_use()
    {
        var fault = Should.Throw<OptionsValidationException>(() => Apply(("STACK_OPERATOR_LEASE_DURATION", "soon"), ("STACK_OPERATOR_LEADER_ELECTION", "maybe"), ("STACK_OPERATOR_MAX_CONCURRENT_RECONCILES", "-1")));
        fault.Failures.ShouldBe(
            [
                "STACK_OPERATOR_MAX_CONCURRENT_RECONCILES is '-1': use a whole number",
                "STACK_OPERATOR_LEADER_ELECTION is 'maybe': use true or false",
                "STACK_OPERATOR_LEASE_DURATION is 'soon': use a duration such as 500ms, 15s or 2m",
            ],
            ignoreOrder: true);
    }

    private static OperatorSettings Apply(params (string Key, string Value)[] values)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(values.Select(static v => KeyValuePair.Create(v.Key, (string?)v.Value))).Build();
        var settings = new OperatorSettings();
        OperatorEnvironment.Apply(configuration, settings);
        return settings;
    }
}
