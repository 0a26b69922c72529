using StackOperator.Core.Names;

namespace StackOperator.Core.Stacks;

/// <summary>The decisions about Stack objects: pure functions, no clock, no I/O.</summary>
public static class StackPolicies
{
    private const int MaxFaultsInMessage = 5;

    /// <summary>Checks names and tags as the CRD's schema does, for API servers that do not know all of its rules.</summary>
    public static StackRefusal? CheckSpec(StackIdentity identity, IReadOnlyDictionary<string, string> tags)
    {
        var faults = new List<string>();
        Add(faults, "spec.organization", NameRules.CheckOrganization(identity.Organization));
        Add(faults, "spec.project", NameRules.CheckProject(identity.Project));
        Add(faults, "spec.name", NameRules.CheckStack(identity.Name));
        foreach (var fault in NameRules.CheckTags(tags).Take(MaxFaultsInMessage))
        {
            Add(faults, "spec.tags", fault);
        }

        return faults.Count == 0 ? null : new StackRefusal(StackRefusalKind.InvalidSpec, string.Join("; ", faults));
    }

    /// <summary>
    /// Whether objects in a namespace may claim an organization: the home namespace any, others those in their annotation.
    /// </summary>
    /// <param name="organization">The organization.</param>
    /// <param name="namespaceName">Where the object is.</param>
    /// <param name="homeNamespace">The operator's own namespace.</param>
    /// <param name="annotationName">Name of the annotation, for the message.</param>
    /// <param name="annotation">Value of the namespace's annotation: names separated by commas; null when it has none.</param>
    public static StackRefusal? CheckOrganization(
        string organization, string namespaceName, string homeNamespace, string annotationName, string? annotation)
    {
        if (namespaceName == homeNamespace)
        {
            return null;
        }

        var allowed = (annotation ?? string.Empty).Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return allowed.Contains(organization, StringComparer.Ordinal)
            ? null
            : new StackRefusal(
                StackRefusalKind.OrganizationNotAllowed,
                $"namespace '{namespaceName}' may not claim organization '{organization}': add it to the namespace's annotation {annotationName} (names separated by commas)");
    }

    /// <summary>What to do about a claim whose spec and organization are in order.</summary>
    /// <param name="claim">What the object asks for.</param>
    /// <param name="own">The row the object owns.</param>
    /// <param name="holder">The row that has the wanted identity, when it is not <paramref name="own"/>.</param>
    public static StackPlan Plan(StackClaim claim, StackRow? own, StackRow? holder)
    {
        if (own is null)
        {
            return holder?.Owner is { } owner ? new StackPlan.AskForOwner(owner) : new StackPlan.Write();
        }

        if (own.Matches(claim))
        {
            return new StackPlan.Keep(own);
        }

        if (own.Identity == claim.Identity)
        {
            return new StackPlan.Write();
        }

        if (own.Identity.Organization != claim.Identity.Organization)
        {
            return new StackPlan.Refuse(own, OrganizationChanged(own.Identity.Organization, claim.Identity.Organization));
        }

        if (holder is not null)
        {
            // Even when the holder's owner is gone: two rows with two histories cannot become one.
            return new StackPlan.Refuse(own, Taken(claim.Identity, holder.Owner));
        }

        return own.Progress.Running is { } running ? new StackPlan.Wait(own, running) : new StackPlan.Write();
    }

    /// <summary>The organization of a stack never changes.</summary>
    public static StackRefusal OrganizationChanged(string from, string to) => new(
        StackRefusalKind.ImmutableField,
        $"spec.organization never changes: the stack stays in '{from}'; set it back, or create a stack in '{to}' and import the state");

    /// <summary>Somebody else has the identity.</summary>
    /// <param name="identity">The identity.</param>
    /// <param name="owner">Who has it; null = a retained row.</param>
    public static StackRefusal Taken(StackIdentity identity, StackOwner? owner) => new(
        StackRefusalKind.IdentityTaken,
        owner is null
            ? $"stack {identity} exists as retained data of a deleted object: choose another name, or adopt it with a Stack object of its own"
            : $"stack {identity} belongs to Stack {owner}: choose another name, or delete or rename that one");

    private static void Add(List<string> faults, string field, string? fault)
    {
        if (fault is not null)
        {
            faults.Add($"{field}: {fault}");
        }
    }
}
