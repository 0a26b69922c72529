using System.Text.Json;
using Microsoft.Extensions.Options;
using StackOperator.Api.Problems;
using StackOperator.Api.Requests;
using StackOperator.Api.Responses;
using StackOperator.Api.Security;
using StackOperator.Core.EnvironmentStacks;
using StackOperator.Store.Paging;
using StackOperator.Store.References;

namespace StackOperator.Api.References;

/// <summary>Creates, reads, changes and deletes references of one kind.</summary>
internal sealed class ReferenceHandler<TRow, TAnswer>(ReferenceTable<TRow> table, ReferenceForm<TRow, TAnswer> form, ReferenceChecks checks, IOptions<ApiOptions> options)
    where TRow : ReferenceRow, new()
{
    private const int PageSize = 100;

    public async Task CreateAsync(HttpContext context)
    {
        var (organization, row) = (OrganizationScope.Of(context).Organization, new TRow { Id = Guid.CreateVersion7() });
        var (wanted, problem) = await ReadAsync(context, organization, row);
        if (problem is not null)
        {
            await ProblemResponse.WriteAsync(context, problem);
            return;
        }

        var (outcome, made) = await table.InsertAsync(organization, wanted, options.Value.HomeNamespace, context.RequestAborted);
        if (made is null)
        {
            await ProblemResponse.WriteAsync(context, Explain(outcome, wanted));
            return;
        }

        context.Response.StatusCode = StatusCodes.Status201Created;
        context.Response.Headers.Location = $"{form.Path}/{made.Id}";
        await AnswerAsync(context, made);
    }

    public async Task GetAsync(HttpContext context)
    {
        var row = await table.FindAsync(OrganizationScope.Of(context).Organization, RouteId.Of(context, form.What), context.RequestAborted);
        await (row is null ? ProblemResponse.WriteAsync(context, RouteId.Unknown(form.What)) : AnswerAsync(context, row));
    }

    public async Task ListAsync(HttpContext context)
    {
        var page = PageQuery.Read(context, PageSize);
        var rows = await table.ListAsync(OrganizationScope.Of(context).Organization, page.After, page.Limit!.Value + 1, context.RequestAborted);
        if (rows.Count > page.Limit)
        {
            rows = [.. rows.SkipLast(1)];
            page.Link(context, new PageKey(rows[^1].CreatedAt, rows[^1].Id));
        }

        await JsonAnswer.WriteBytesAsync(context, JsonSerializer.SerializeToUtf8Bytes([.. rows.Select(form.Show)], form.Many));
    }

    public async Task PatchAsync(HttpContext context)
    {
        var organization = OrganizationScope.Of(context).Organization;
        if (await table.FindAsync(organization, RouteId.Of(context, form.What), context.RequestAborted) is not { } present)
        {
            await ProblemResponse.WriteAsync(context, RouteId.Unknown(form.What));
            return;
        }

        var (wanted, problem) = await ReadAsync(context, organization, present);
        if (problem is null && !EntityTag.IsExpected(context.Request, TagOf(present)))
        {
            problem = EntityTag.Stale;
        }

        if (problem is not null)
        {
            await ProblemResponse.WriteAsync(context, problem);
            return;
        }

        var (outcome, row) = await table.UpdateAsync(organization, wanted, context.RequestAborted);
        await (row is null ? ProblemResponse.WriteAsync(context, Explain(outcome, wanted)) : AnswerAsync(context, row));
    }

    public async Task DeleteAsync(HttpContext context)
    {
        var outcome = await table.DeleteAsync(OrganizationScope.Of(context).Organization, RouteId.Of(context, form.What), context.RequestAborted);
        await (outcome == ReferenceOutcome.Done ? JsonAnswer.NoContentAsync(context) : ProblemResponse.WriteAsync(context, Explain(outcome, null)));
    }

    private async Task<(TRow Wanted, ApiProblem? Problem)> ReadAsync(HttpContext context, string organization, TRow row)
    {
        var fields = FieldReader.Of(context);
        fields.RefuseOthers(form.Fields);
        var wanted = form.Apply(fields, row);
        if (ValidationProblem.Of(fields.Faults, []) is { } wrong)
        {
            return (wanted, wrong);
        }

        var faults = await checks.CheckAsync(organization, wanted.ProjectId, [.. form.References(wanted)], context.RequestAborted);
        return (wanted, faults.Count == 0
            ? null
            : ValidationProblem.Of(StatusCodes.Status400BadRequest, [.. faults.Select(static fault => fault.IsForeign
                ? new ProblemItem(fault.Field, ViolationCodes.ScopeMismatch, "it belongs to another project")
                : new ProblemItem(fault.Field, ViolationCodes.UnknownReference, "there is nothing with this id in the organization"))]));
    }

    private ApiProblem Explain(ReferenceOutcome outcome, TRow? row) => outcome switch
    {
        ReferenceOutcome.NameTaken => ValidationProblem.Of(StatusCodes.Status409Conflict, [new ProblemItem("name", "name_taken", $"a {form.What} of the organization has this name") { Value = row?.Name }]),
        ReferenceOutcome.InUse => ApiProblem.Conflict($"the {form.What} is in use: change or delete what refers to it first") with { Reference = "in_use" },
        ReferenceOutcome.StateTaken => ApiProblem.Conflict("the states of two workspaces would come to lie in one place") with { Reference = ViolationCodes.StateKeyTaken },
        ReferenceOutcome.UnknownReference => ApiProblem.Conflict("something that it refers to was removed at the same time") with { Reference = ViolationCodes.UnknownReference },
        _ => RouteId.Unknown(form.What),
    };

    private string TagOf(TRow row) => EntityTag.Of(JsonSerializer.SerializeToUtf8Bytes(form.Show(row), form.One));

    private Task AnswerAsync(HttpContext context, TRow row)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(form.Show(row), form.One);
        context.Response.Headers.ETag = EntityTag.Of(json);
        return JsonAnswer.WriteBytesAsync(context, json);
    }
}
