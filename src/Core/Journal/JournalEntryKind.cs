namespace StackOperator.Core.Journal;

/// <summary>What a journal entry says (journal version 1).</summary>
public enum JournalEntryKind
{
    /// <summary>An operation on a resource begins; open until its end entry.</summary>
    Begin = 0,

    /// <summary>An operation succeeded, perhaps with a new state.</summary>
    Success = 1,

    /// <summary>An operation failed; nothing changes.</summary>
    Failure = 2,

    /// <summary>A refresh read a resource: replaced in place, or gone.</summary>
    RefreshSuccess = 3,

    /// <summary>A resource registered its outputs: replaced in place.</summary>
    Outputs = 4,

    /// <summary>A whole new base deployment.</summary>
    Write = 5,

    /// <summary>The secrets provider of this update.</summary>
    SecretsManager = 6,

    /// <summary>What was built so far becomes the base.</summary>
    RebuiltBaseState = 7,

    /// <summary>An extension parameterization.</summary>
    ExtensionParameterize = 8,

    /// <summary>The complete list of snippets.</summary>
    Snippets = 9,
}
