using StackOperator.LocalServices.Provisioning;

namespace StackOperator.Dev.Tests.Provisioning;

public sealed class AptSourcesTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("apt").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void The_mirror_comes_from_stanzas()
    {
        Write("sources.list.d/debian.sources", """
            Types: deb
            # a comment
            URIs: http://mirror.example/debian-security
            Suites: bookworm-security
            Components: main

            Types: deb deb-src
            URIs: http://mirror.example/debian
            Suites: bookworm bookworm-updates
            Components: main contrib
            Signed-By: /usr/share/keyrings/debian.gpg
            """);
        AptSources.SourceLine(_folder).ShouldBe("deb-src [signed-by=/usr/share/keyrings/debian.gpg] http://mirror.example/debian bookworm main");
    }

    [Fact]
    public void The_mirror_comes_from_lines()
    {
        Write("sources.list", """
            # deb http://old.example/debian bookworm main
            deb https://tools.example/apt tools main
            deb [arch=amd64 signed-by=/k.gpg] http://mirror.example/debian bookworm main
            """);
        AptSources.SourceLine(_folder).ShouldBe("deb-src [signed-by=/k.gpg] http://mirror.example/debian bookworm main");
    }

    [Fact]
    public void Without_a_Debian_mirror_there_is_no_line()
    {
        Write("sources.list.d/other.list", "deb https://tools.example/apt tools main");
        AptSources.SourceLine(_folder).ShouldBeNull();
    }

    private void Write(string path, string text)
    {
        var file = Path.Combine(_folder, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
    }
}
