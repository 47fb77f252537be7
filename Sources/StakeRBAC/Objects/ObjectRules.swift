// SPDX-License-Identifier: Apache-2.0
internal import SealAuthN
internal import Wire

/// What may be in an object: looked at only once the write itself is somebody's to make.
enum ObjectRules {
    /// Reports what is wrong with the object.
    static func check(
        _ request: borrowing Request, _ holder: Holder, _ policy: Policy, _ findings: inout Findings
    ) throws(JSONError) {
        switch request.verb {
        case .create, .update, .delete: break
        // A stream into a pod has options and no object; nothing else comes this far.
        default: return
        }
        try ReservedLabels.check(request, holder, &findings)
        HomeQuotas.check(request, holder, &findings)
        try TokenRules.check(request, &findings)
        if request.verb != .delete { try PodRules.check(request, holder, policy, &findings) }
        guard request.part == .none, let kind = request.kind else { return }
        switch kind.content {
        case .namespace: try NamespaceRules.check(request, holder, policy, &findings)
        case .role: try RoleRules.check(request, &findings)
        case .roleBinding: try RoleBindingRules.check(request, holder, policy, &findings)
        case .customResourceDefinition: try ResourceDefinitionRules.check(request, holder, policy, &findings)
        case .service, .ingress, .secret, .persistentVolume, .storageClass, .node:
            // What is taken away has nothing in it any more.
            if request.verb != .delete { try checkContent(kind.content, request, holder, policy, &findings) }
        case .nothing, .pod, .podTemplate, .claim, .autoscaler: break
        }
    }

    private static func checkContent(
        _ content: Kind.Content, _ request: borrowing Request, _ holder: Holder, _ policy: Policy,
        _ findings: inout Findings
    ) throws(JSONError) {
        switch content {
        case .service: try ServiceRules.check(request, holder, policy, &findings)
        case .ingress: try IngressRules.check(request, holder, policy, &findings)
        case .secret: try SecretRules.check(request, &findings)
        case .persistentVolume: try PersistentVolumeRules.check(request, holder, policy, &findings)
        case .storageClass: try StorageClassRules.check(request, holder, policy, &findings)
        case .node: try NodeRules.check(request, holder, &findings)
        default: break
        }
    }
}
