using StackOperator.LocalServices.Processes;

namespace StackOperator.Dev.Tests.Processes;

public sealed class FreePortTests
{
    [Fact]
    public void Ports_differ_and_none_is_one_that_outgoing_connections_get()
    {
        var ports = FreePort.Take(50);

        ports.Distinct().Count().ShouldBe(50);
        ports.ShouldAllBe(port => port < 32_768);
    }
}
