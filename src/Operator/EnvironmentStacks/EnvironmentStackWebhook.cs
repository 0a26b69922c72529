using StackOperator.ControllerRuntime.Webhooks;
using StackOperator.Core.EnvironmentStacks;
using StackOperator.Crds.V1Alpha1.EnvironmentStacks;

namespace StackOperator.Operator.EnvironmentStacks;

/// <summary>Refuses EnvironmentStacks that the operator would refuse without looking at the database, before they are stored.</summary>
internal sealed class EnvironmentStackWebhook : IValidationWebhook<EnvironmentStackResource>
{
    /// <summary>Path of the webhook.</summary>
    public const string Path = "/validate/environmentstacks";

    public string? ValidateCreate(EnvironmentStackResource entity) => Check(entity, isNew: true).Fault;

    public string? ValidateUpdate(EnvironmentStackResource old, EnvironmentStackResource entity)
    {
        if (old.Spec.Organization != entity.Spec.Organization)
        {
            return "spec.organization never changes after creation: create the stack in the other organization";
        }

        // What was never right was never made: it may be put right. A name that only got longer is right: the workspaces keep theirs.
        var former = Check(old, isNew: false).Template;
        var (fault, template) = Check(entity, isNew: former is null);
        return fault ?? (former?.FirstDifference(template!) is { } field
            ? $"{Violation.InResource(field)} never changes after creation: change the workspaces instead"
            : null);
    }

    private static (string? Fault, EnvironmentStackTemplate? Template) Check(EnvironmentStackResource entity, bool isNew)
    {
        var validation = EnvironmentStackValidator.Validate(entity.Spec.ToDraft(), isNew);
        return EnvironmentStackPolicies.CheckSpec(entity.Spec.Organization, validation) is { } refusal ? (refusal.Message, null) : (null, validation.Template);
    }
}
