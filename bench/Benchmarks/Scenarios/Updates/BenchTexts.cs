using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace StackOperator.Benchmarks.Scenarios.Updates;

/// <summary>Resources, states and journal entries as long as real ones; ids and hashes in them do not compress.</summary>
internal static class BenchTexts
{
    /// <summary>One resource of about 1 KB.</summary>
    public static string Resource(int number)
    {
        var id = Convert.ToHexStringLower(SHA256.HashData(BitConverter.GetBytes(number)));
        return string.Create(CultureInfo.InvariantCulture,
            $$$"""{"urn":"urn:pulumi:dev::bench::aws:s3/bucketObject:BucketObject::object-{{{number}}}","custom":true,"id":"{{{id}}}","type":"aws:s3/bucketObject:BucketObject","inputs":{"__defaults":["acl","forceDestroy"],"acl":"private","bucket":"bucket-{{{id[..8]}}}","content":"{{{id}}}","forceDestroy":false,"key":"object-{{{number}}}"},"outputs":{"acl":"private","arn":"arn:aws:s3:::bucket-{{{id[..8]}}}/object-{{{number}}}","bucket":"bucket-{{{id[..8]}}}","bucketKeyEnabled":false,"content":"{{{id}}}","contentType":"application/octet-stream","etag":"{{{id[..32]}}}","forceDestroy":false,"id":"object-{{{number}}}","key":"object-{{{number}}}","serverSideEncryption":"AES256","storageClass":"STANDARD","tagsAll":{},"versionId":""},"parent":"urn:pulumi:dev::bench::pulumi:pulumi:Stack::bench-dev","provider":"urn:pulumi:dev::bench::pulumi:providers:aws::default_6_0_0::{{{id[..36]}}}","propertyDependencies":{"bucket":[],"content":[]},"created":"2026-01-01T00:00:00Z","modified":"2026-01-01T00:00:00Z"}""");
    }

    /// <summary>A deployment of about so many bytes.</summary>
    public static byte[] Deployment(int bytes, int salt = 0)
    {
        var text = new StringBuilder("{\"manifest\":{\"time\":\"2026-01-01T00:00:00Z\",\"magic\":\"\",\"version\":\"\"},\"resources\":[");
        for (var i = 0; text.Length < bytes - 1200 || i == 0; i++)
        {
            text.Append(i == 0 ? "" : ",").Append(Resource((salt * 1_000_000) + i));
        }

        return Encoding.UTF8.GetBytes(text.Append("]}").ToString());
    }

    /// <summary>The wrapper around it.</summary>
    public static byte[] State(ReadOnlySpan<byte> deployment) => [.. "{\"version\":3,\"deployment\":"u8, .. deployment, (byte)'}'];

    /// <summary>An entry that says an operation made a resource.</summary>
    public static string Entry(int sequence) => string.Create(CultureInfo.InvariantCulture,
        $$"""{"version":1,"kind":1,"sequenceID":{{sequence}},"operationID":{{sequence}},"removeOld":null,"removeNew":null,"state":{{Resource(sequence)}} }""");

    /// <summary>The body of a journal request.</summary>
    public static byte[] Batch(int from, int count) =>
        Encoding.UTF8.GetBytes($"{{\"entries\":[{string.Join(',', Enumerable.Range(from, count).Select(Entry))}]}}");
}
