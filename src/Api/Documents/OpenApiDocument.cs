using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.AspNetCore.WebUtilities;
using StackOperator.Api.Security;
using StackOperator.Api.Updates;
using StackOperator.Store.Access;

namespace StackOperator.Api.Documents;

/// <summary>The OpenAPI 3.1 document, made of what the routes say about themselves: method, path, role, body, answers.</summary>
internal static class OpenApiDocument
{
    private static readonly JsonSerializerOptions Types = new()
    {
        TypeInfoResolver = JsonTypeInfoResolver.Combine(ApiJsonContext.Default, UpdateJsonContext.Default),
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
    };

    private static readonly JsonSerializerOptions EnvironmentTypes = new() { TypeInfoResolver = EnvironmentJsonContext.Default, PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The document as text; the same routes always give the same bytes.</summary>
    public static string Write(EndpointDataSource routes)
    {
        var schemas = new SortedDictionary<string, JsonNode?>(StringComparer.Ordinal);
        var paths = new SortedDictionary<string, JsonNode?>(StringComparer.Ordinal);
        foreach (var route in routes.Endpoints.OfType<RouteEndpoint>())
        {
            if (route.Metadata.GetMetadata<RouteDescription>() is not { } description)
            {
                continue;
            }

            var path = PathOf(route.RoutePattern);
            var item = paths.TryGetValue(path, out var present) ? (JsonObject)present! : [];
            paths[path] = item;
            foreach (var method in route.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? [])
            {
                item[method.ToLowerInvariant()] = Operation(route, description, schemas);
            }
        }

        var document = new JsonObject
        {
            ["openapi"] = "3.1.1",
            ["info"] = new JsonObject
            {
                ["title"] = "Stack Operator",
                ["version"] = "v1",
                ["description"] = "Routes under `/api` speak the Pulumi Service protocol: send `Authorization: token <access token>` and `Accept: application/vnd.pulumi+8`. The others are the environment API: send `Authorization: Bearer <access token>`, and `X-Organization` when you belong to several organizations.",
            },
            ["paths"] = new JsonObject(paths),
            ["components"] = new JsonObject
            {
                ["schemas"] = new JsonObject(schemas),
                ["securitySchemes"] = new JsonObject
                {
                    ["bearer"] = new JsonObject { ["type"] = "http", ["scheme"] = "bearer" },
                    ["token"] = new JsonObject { ["type"] = "apiKey", ["in"] = "header", ["name"] = "Authorization", ["description"] = "`token <access token>`" },
                },
            },
        };
        return document.ToJsonString(Indented) + "\n";
    }

    private static JsonObject Operation(RouteEndpoint route, RouteDescription description, SortedDictionary<string, JsonNode?> schemas)
    {
        var rule = route.Metadata.GetMetadata<AccessRule>();
        var operation = new JsonObject
        {
            ["operationId"] = description.OperationId,
            ["tags"] = new JsonArray(description.Tag),
            ["summary"] = description.Summary,
            ["description"] = string.Join("\n\n", new[] { description.Text, Needs(rule) }.Where(static text => text.Length > 0)),
            ["parameters"] = Parameters(route.RoutePattern, description, rule),
        };
        if (description.Body is { } body)
        {
            operation["requestBody"] = new JsonObject { ["required"] = true, ["content"] = Content(body, schemas) };
        }

        operation["responses"] = Responses(description, rule, schemas);
        operation["security"] = rule is PublicAccess ? [] : new JsonArray(new JsonObject { [rule is OrganizationAccess ? "bearer" : "token"] = new JsonArray() });
        return operation;
    }

    private static string Needs(AccessRule? rule) => rule switch
    {
        { Role: { } role } => $"Needs the role `{role.ToText()}` in the organization.",
        PublicAccess => "Public.",
        SignedInAccess => "Needs a token.",
        _ => "Needs the lease token of the update: `Authorization: update-token <token>`.",
    };

    private static JsonArray Parameters(RoutePattern pattern, RouteDescription description, AccessRule? rule)
    {
        var parameters = new JsonArray();
        foreach (var parameter in pattern.Parameters)
        {
            parameters.Add(Parameter("path", parameter.Name, required: true, string.Empty));
        }

        if (rule is OrganizationAccess)
        {
            parameters.Add(Parameter("header", OrganizationAccess.Header, required: false, "Needed by callers with several organizations."));
        }

        foreach (var query in description.Queries)
        {
            parameters.Add(Parameter("query", query.Name, required: false, query.Text));
        }

        return parameters;
    }

    private static JsonNode Parameter(string place, string name, bool required, string text)
    {
        var parameter = new JsonObject { ["name"] = name, ["in"] = place, ["required"] = required, ["schema"] = new JsonObject { ["type"] = "string" } };
        if (text.Length > 0)
        {
            parameter["description"] = text;
        }

        return parameter;
    }

    private static JsonObject Responses(RouteDescription description, AccessRule? rule, SortedDictionary<string, JsonNode?> schemas)
    {
        var answers = new SortedDictionary<string, JsonNode?>(StringComparer.Ordinal);
        int[] common = rule switch
        {
            PublicAccess => [],
            OrganizationAccess => [401, 403],
            { Role: not null } => [401, 403, 404, 415],
            _ => [401, 415],
        };
        foreach (var answer in description.Answers.Concat(common.Select(static status => new RouteAnswer(status, string.Empty, typeof(ProblemAnswer)))))
        {
            var node = new JsonObject { ["description"] = answer.Text.Length > 0 ? answer.Text : ReasonPhrases.GetReasonPhrase(answer.Status) };
            if (answer.Body is { } body)
            {
                node["content"] = rule is OrganizationAccess && body == typeof(ProblemAnswer) ? Content(typeof(ProblemDetailsAnswer), schemas, "application/problem+json") : Content(body, schemas);
            }

            answers.TryAdd(answer.Status.ToString(System.Globalization.CultureInfo.InvariantCulture), node);
        }

        return new JsonObject(answers);
    }

    private static JsonObject Content(Type type, SortedDictionary<string, JsonNode?> schemas, string mediaType = "application/json")
    {
        JsonNode schema = type.GetElementType() is { } item ? new JsonObject { ["type"] = "array", ["items"] = Reference(item, schemas) } : Reference(type, schemas);
        return new JsonObject { [mediaType] = new JsonObject { ["schema"] = schema } };
    }

    private static JsonObject Reference(Type type, SortedDictionary<string, JsonNode?> schemas)
    {
        if (!schemas.ContainsKey(type.Name))
        {
            var options = EnvironmentJsonContext.Default.GetTypeInfo(type) is null ? Types : EnvironmentTypes;
            schemas[type.Name] = options.GetJsonSchemaAsNode(type, new JsonSchemaExporterOptions { TreatNullObliviousAsNonNullable = true });
        }

        return new JsonObject { ["$ref"] = $"#/components/schemas/{type.Name}" };
    }

    private static string PathOf(RoutePattern pattern) =>
        "/" + string.Join('/', pattern.PathSegments.Select(static segment => string.Concat(segment.Parts.Select(static part => part switch
        {
            RoutePatternLiteralPart literal => literal.Content,
            RoutePatternSeparatorPart separator => separator.Content,
            RoutePatternParameterPart parameter => $"{{{parameter.Name}}}",
            _ => string.Empty,
        }))));
}
