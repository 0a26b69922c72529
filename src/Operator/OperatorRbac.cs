using k8s.Models;
using StackOperator.ControllerRuntime.Abstractions.Attributes;
using StackOperator.Crds.V1Alpha1.EnvironmentStacks;
using StackOperator.Crds.V1Alpha1.Stacks;

namespace StackOperator.Operator;

/// <summary>Permissions of the operator's service account; <c>config/rbac</c> is generated from them.</summary>
[EntityRbac(typeof(StackResource), typeof(EnvironmentStackResource), Verbs = RbacVerb.Get | RbacVerb.List | RbacVerb.Watch | RbacVerb.Patch)]
[EntityRbac(typeof(StackResource), typeof(EnvironmentStackResource), Subresource = "finalizers", Verbs = RbacVerb.Update)]
[EntityRbac(typeof(StackResource), typeof(EnvironmentStackResource), Subresource = "status", Verbs = RbacVerb.Patch)]
[EntityRbac(typeof(V1Namespace), Verbs = RbacVerb.Get | RbacVerb.List | RbacVerb.Watch)]
[GenericRbac(Groups = ["events.k8s.io"], Resources = ["events"], Verbs = RbacVerb.Create | RbacVerb.Patch)]
[GenericRbac(Groups = ["coordination.k8s.io"], Resources = ["leases"], Verbs = RbacVerb.Create, Scope = RbacScope.Namespace)]
[GenericRbac(Groups = ["coordination.k8s.io"], Resources = ["leases"], ResourceNames = ["stack-operator"], Verbs = RbacVerb.Get | RbacVerb.Update, Scope = RbacScope.Namespace)]
[GenericRbac(Groups = [""], Resources = ["secrets"], Verbs = RbacVerb.Create, Scope = RbacScope.Namespace)]
[GenericRbac(Groups = [""], Resources = ["secrets"], ResourceNames = [OperatorEnvironment.WebhookName], Verbs = RbacVerb.Get | RbacVerb.Update, Scope = RbacScope.Namespace)]
[GenericRbac(Groups = ["admissionregistration.k8s.io"], Resources = ["validatingwebhookconfigurations"], ResourceNames = [OperatorEnvironment.WebhookName], Verbs = RbacVerb.Get | RbacVerb.Patch)]
internal sealed class OperatorRbac;
