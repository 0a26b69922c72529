using StackOperator.LocalServices;
using StackOperator.LocalServices.ControlPlanes;

namespace StackOperator.Dev.Tests.ControlPlanes;

public sealed class ManifestDocumentTests
{
    [Fact]
    public void A_file_is_split_into_its_objects_and_text_stays_text()
    {
        var documents = ManifestDocument.Parse("""
            # comment
            apiVersion: v1
            kind: ConfigMap
            metadata: { name: one, namespace: a }
            data: { version: "1.10", flag: "true" }
            ---
            ---
            apiVersion: kustomize.config.k8s.io/v1beta1
            kind: Kustomization
            resources: []
            """);
        documents.Count.ShouldBe(1);
        (documents[0].Kind, documents[0].Name, documents[0].Namespace).ShouldBe(("ConfigMap", "one", "a"));
        documents[0].Yaml.ShouldContain("\"1.10\"");
        documents[0].YamlAt("007").ShouldContain("resourceVersion: '007'");
    }

    [Theory]
    [InlineData("kind: ConfigMap\nmetadata: { name: one }")]
    [InlineData("apiVersion: v1\nmetadata: { name: one }")]
    [InlineData("apiVersion: v1\nkind: ConfigMap")]
    [InlineData("a: [")]
    public void A_manifest_that_names_no_object_is_refused(string text) => Should.Throw<LocalServiceException>(() => ManifestDocument.Parse(text));
}
