using System.Net;
using k8s.Autorest;
using StackOperator.ControllerRuntime.Client;

namespace StackOperator.ControllerRuntime.Tests.Client;

public sealed class KubernetesErrorsTests
{
    // 18
    [Theory]
    [InlineData("<html><body>502</body></html>")]
    [InlineData("404 page not found")]
    [InlineData("{broken")]
    [InlineData("""{"kind":"Other"}""")]
    [InlineData("")]
    public void A_body_that_is_no_status_still_gives_a_usable_error(string body)
    {
        var error = Error(HttpStatusCode.BadGateway, body);
        error.Status().ShouldBeNull();
        error.IsTransient().ShouldBeTrue();
        error.Describe().ShouldStartWith("502");
    }

    [Fact]
    public void The_delay_comes_from_the_header_or_else_from_the_details()
    {
        Error(HttpStatusCode.TooManyRequests, "", retryAfter: "7").RetryAfter().ShouldBe(TimeSpan.FromSeconds(7));
        Error(HttpStatusCode.GatewayTimeout, """{"kind":"Status","apiVersion":"v1","details":{"retryAfterSeconds":1}}""").RetryAfter().ShouldBe(TimeSpan.FromSeconds(1));
        Error(HttpStatusCode.TooManyRequests, "").RetryAfter().ShouldBeNull();
    }

    [Fact]
    public void A_description_is_cut()
    {
        var status = $$"""{"kind":"Status","apiVersion":"v1","reason":"Invalid","message":"{{new string('x', 5000)}}"}""";
        Error(HttpStatusCode.UnprocessableEntity, status).Describe().Length.ShouldBeLessThan(600);
    }

    private static HttpOperationException Error(HttpStatusCode code, string body, string? retryAfter = null)
    {
        using var response = new HttpResponseMessage(code);
        if (retryAfter is not null)
            response.Headers.TryAddWithoutValidation("Retry-After", retryAfter);
        return new("secret body") { Response = new HttpResponseMessageWrapper(response, body) };
    }
}
