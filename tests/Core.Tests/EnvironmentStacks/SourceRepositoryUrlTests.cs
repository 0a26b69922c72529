using CsCheck;
using StackOperator.Core.EnvironmentStacks;

namespace StackOperator.Core.Tests.EnvironmentStacks;

public sealed class SourceRepositoryUrlTests
{
    [Theory]
    [InlineData("https://github.com/org/infra", "https://github.com/org/infra")]
    [InlineData("https://GitHub.com/Org/Infra/", "https://github.com/Org/Infra")]
    [InlineData("https://github.com:443/org/infra.git", "https://github.com/org/infra.git")]
    [InlineData("https://git.example.org:8443/org/infra", "https://git.example.org:8443/org/infra")]
    [InlineData("https://org@dev.azure.com/org/project/_git/repo", "https://dev.azure.com/org/project/_git/repo")]
    [InlineData("git@github.com:org/infra.git", "https://github.com/org/infra.git")]
    [InlineData("ssh://git@gitlab.com/org/sub/infra.git", "https://gitlab.com/org/sub/infra.git")]
    [InlineData("ssh://git@bitbucket.org:22/org/infra", "https://bitbucket.org/org/infra")]
    public void Item_20_Urls_are_brought_to_one_form(string text, string normalised)
    {
        SourceRepositoryUrl.TryNormalize(text, out var url).ShouldBeTrue();
        url.ShouldBe(normalised);
    }

    [Theory]
    [InlineData("")]
    [InlineData("http://github.com/org/infra")]
    [InlineData("git://github.com/org/infra")]
    [InlineData("file:///etc/passwd")]
    [InlineData("https://github.com")]
    [InlineData("https://github.com/")]
    [InlineData("/org/infra")]
    [InlineData("github.com/org/infra")]
    [InlineData("https://user:password@github.com/org/infra")]
    [InlineData("https://:token@github.com/org/infra")]
    [InlineData("https://ghp_0123456789abcdefghijABCDEFGHIJ012345@github.com/org/infra")]
    [InlineData("https://glpat-abc@gitlab.com/org/infra")]
    [InlineData("https://x-token-auth@bitbucket.org/org/infra")]
    [InlineData("https://0123456789012345678901234567890123456789@github.com/org/infra")]
    [InlineData("https://user%3Apassword@github.com/org/infra")]
    [InlineData("https://github.com/org/infra?access_token=x")]
    [InlineData("https://github.com/org/infra#token")]
    [InlineData("https://github.com/org/in fra")]
    [InlineData("https://github.com/org\\infra")]
    [InlineData("https://github.com/org/infra\n")]
    [InlineData("git@internal.example.org:org/infra.git")]
    [InlineData("ssh://git@internal.example.org/org/infra")]
    [InlineData("ssh://git:password@github.com/org/infra")]
    [InlineData("ssh://git@github.com:2222/org/infra")]
    [InlineData("ext::sh -c id")]
    [InlineData("--upload-pack=x")]
    public void What_is_no_https_url_or_carries_credentials_is_refused(string text)
    {
        SourceRepositoryUrl.TryNormalize(text, out _).ShouldBeFalse();
        var violation = EnvironmentStackValidator.Validate(Drafts.Of("dev") with { SourceRepoUrl = text, SourceBranch = "main" }).Violations.ShouldHaveSingleItem();
        (violation.Code, violation.Value).ShouldBe((ViolationCodes.InvalidSourceRepoUrl, null));
        if (text.Length > 0)
        {
            violation.Message.ShouldNotContain(text);
        }
    }

    [Fact]
    public void Whatever_the_text_is_the_result_is_https_without_user_and_normal_already()
        => Gen.Char["htps:/@.git?#%ab1- \n\\ä"].Array[0, 40].Select(static c => "https://" + new string(c)).Sample(static text =>
        {
            if (SourceRepositoryUrl.TryNormalize(text, out var url))
            {
                url.ShouldStartWith("https://");
                new Uri(url).UserInfo.ShouldBeEmpty();
                SourceRepositoryUrl.TryNormalize(url, out var again).ShouldBeTrue();
                again.ShouldBe(url);
            }
        });
}
