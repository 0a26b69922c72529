using StackOperator.LocalServices.Processes;

namespace StackOperator.Dev.Tests.Processes;

public sealed class LoopbackProxyTests
{
    [Theory]
    [InlineData(null, "127.0.0.1,localhost")]
    [InlineData("corp.example, localhost", "corp.example,localhost,127.0.0.1")]
    [InlineData("*", "*")]
    public void This_machine_joins_the_hosts_that_need_no_proxy(string? given, string expected) => LoopbackProxy.With(given).ShouldBe(expected);
}
