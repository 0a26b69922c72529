using System.Net.Http.Headers;
using Microsoft.Extensions.Time.Testing;
using StackOperator.ControllerRuntime.Connection;

namespace StackOperator.ControllerRuntime.Tests.Connection;

public sealed class TokenFileTests : IDisposable
{
    private readonly string _path = Path.GetTempFileName();
    private readonly FakeTimeProvider _clock = new();

    // 5
    [Fact]
    public async Task A_renewed_token_is_used_within_sixty_seconds()
    {
        var tokens = Source("first\n");
        (await TokenAsync(tokens)).ShouldBe("first");
        await File.WriteAllTextAsync(_path, "second");
        _clock.Advance(TimeSpan.FromSeconds(59));
        (await TokenAsync(tokens)).ShouldBe("first");
        _clock.Advance(TimeSpan.FromSeconds(1));
        (await TokenAsync(tokens)).ShouldBe("second");
    }

    // 5
    [Fact]
    public async Task A_refused_token_is_read_again_at_once()
    {
        var tokens = Source("first");
        (await TokenAsync(tokens)).ShouldBe("first");
        await File.WriteAllTextAsync(_path, "second");
        (await tokens.RenewAsync(new("Bearer", "first"), CancellationToken.None)).ShouldBeTrue();
        (await TokenAsync(tokens)).ShouldBe("second");
        (await tokens.RenewAsync(new("Bearer", "second"), CancellationToken.None)).ShouldBeFalse();
    }

    // 5
    [Theory]
    [InlineData("")]
    [InlineData(" \n")]
    [InlineData(null)]
    public async Task An_empty_or_missing_file_leaves_the_last_good_token(string? content)
    {
        var tokens = Source("first");
        (await TokenAsync(tokens)).ShouldBe("first");
        if (content is null)
            File.Delete(_path);
        else
            await File.WriteAllTextAsync(_path, content);
        _clock.Advance(TimeSpan.FromMinutes(2));
        (await TokenAsync(tokens)).ShouldBe("first");
    }

    // 5
    [Fact]
    public async Task An_empty_file_at_the_start_is_refused_by_name()
    {
        var tokens = Source(" ");
        (await Should.ThrowAsync<InvalidDataException>(() => TokenAsync(tokens))).Message.ShouldContain(_path);
    }

    public void Dispose() => File.Delete(_path);

    private static async Task<string?> TokenAsync(TokenFile tokens)
    {
        AuthenticationHeaderValue header = await tokens.GetAsync(CancellationToken.None);
        return header.Parameter;
    }

    private TokenFile Source(string content)
    {
        File.WriteAllText(_path, content);
        return new(_path, _clock);
    }
}
