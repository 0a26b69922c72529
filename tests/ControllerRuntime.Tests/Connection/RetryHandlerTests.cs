using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Time.Testing;
using StackOperator.ControllerRuntime.Connection;

namespace StackOperator.ControllerRuntime.Tests.Connection;

public sealed class RetryHandlerTests
{
    private readonly FakeTimeProvider _clock = new() { AutoAdvanceAmount = TimeSpan.Zero };
    private int _attempts;

    // 16
    [Theory]
    [InlineData("GET", 429)]
    [InlineData("POST", 429)]
    [InlineData("PATCH", 503)]
    [InlineData("DELETE", 500)]
    public async Task A_refusal_that_names_a_delay_is_repeated_writes_included(string method, int code)
    {
        var response = await SendAsync(method, () => _attempts < 3 ? Refusal(code, retryAfter: 1) : new(HttpStatusCode.OK));
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        _attempts.ShouldBe(3);
    }

    // 16
    [Theory]
    [InlineData(429, null)]
    [InlineData(503, null)]
    [InlineData(409, 1)]
    [InlineData(422, 1)]
    public async Task Other_refusals_are_final(int code, int? retryAfter)
    {
        var response = await SendAsync("GET", () => Refusal(code, retryAfter));
        ((int)response.StatusCode).ShouldBe(code);
        _attempts.ShouldBe(1);
    }

    // 16
    [Fact]
    public async Task A_delay_beyond_the_deadline_is_not_waited_for()
    {
        await SendAsync("GET", () => Refusal(429, retryAfter: 60));
        _attempts.ShouldBe(1);
    }

    // 16
    [Fact]
    public async Task Repeats_end_at_the_deadline()
    {
        await SendAsync("GET", () => Refusal(429, retryAfter: 7));
        _attempts.ShouldBeInRange(4, 6);
    }

    // 17
    [Theory]
    [InlineData("POST")]
    [InlineData("PATCH")]
    [InlineData("PUT")]
    [InlineData("DELETE")]
    public async Task A_write_whose_connection_was_lost_is_never_repeated(string method)
    {
        await Should.ThrowAsync<HttpRequestException>(() => SendAsync(method, () => throw new HttpRequestException(HttpRequestError.ResponseEnded)));
        _attempts.ShouldBe(1);
    }

    // 17
    [Fact]
    public async Task A_read_whose_connection_was_lost_is_repeated()
    {
        await SendAsync("GET", () => _attempts < 3 ? throw new HttpRequestException(HttpRequestError.ConnectionError) : new(HttpStatusCode.OK));
        _attempts.ShouldBe(3);
    }

    // 17
    [Fact]
    public async Task A_server_that_dies_right_after_the_connect_is_a_lost_connection()
    {
        await SendAsync("GET", () => _attempts < 2 ? throw new SocketException(107) : new(HttpStatusCode.OK));
        _attempts.ShouldBe(2);
        (await Should.ThrowAsync<HttpRequestException>(() => SendAsync("POST", () => throw new SocketException(107)))).HttpRequestError.ShouldBe(HttpRequestError.ConnectionError);
    }

    // 17
    [Fact]
    public async Task A_server_whose_certificate_is_refused_is_not_asked_again()
    {
        await Should.ThrowAsync<HttpRequestException>(() => SendAsync("GET", () => throw new HttpRequestException(HttpRequestError.SecureConnectionError)));
        _attempts.ShouldBe(1);
    }

    private static HttpResponseMessage Refusal(int code, int? retryAfter)
    {
        var response = new HttpResponseMessage((HttpStatusCode)code);
        if (retryAfter is { } seconds)
            response.Headers.RetryAfter = new(TimeSpan.FromSeconds(seconds));
        return response;
    }

    private async Task<HttpResponseMessage> SendAsync(string method, Func<HttpResponseMessage> answer)
    {
        using var invoker = new HttpMessageInvoker(new RetryHandler(_clock, TimeSpan.FromSeconds(30))
        {
            InnerHandler = new Stub(_ =>
            {
                _attempts++;
                return answer();
            }),
        });
        using var request = new HttpRequestMessage(new(method), "http://api.invalid/");
        var sending = invoker.SendAsync(request, TestContext.Current.CancellationToken);
        while (!sending.IsCompleted)
        {
            _clock.Advance(TimeSpan.FromMilliseconds(500));
            await Task.Delay(1, TestContext.Current.CancellationToken);
        }

        return await sending;
    }
}
