// SPDX-License-Identifier: Apache-2.0

/// The rules, closed: what a denial names, what a policy sets an enforcement for, what a metric counts.
public enum Rule: String, Sendable, CaseIterable {
    // Who asks.
    case identity
    case sealPermissions = "seal-permissions"
    case sealNamespaces = "seal-namespaces"
    // What is asked for, whatever is in it.
    case verb
    case kind
    case subresource
    case tier
    case namespace
    case secretsRead = "secrets-read"
    case logsRead = "logs-read"
    case escalation
    case tokenRequests = "token-requests"
    case k3sResources = "k3s-resources"
    // What is in it.
    case unreadable
    case reservedLabels = "reserved-labels"
    case roles
    case roleBindings = "role-bindings"
    case secretTypes = "secret-types"
    case namespaceObjects = "namespace-objects"
    case customResourceDefinitions = "custom-resource-definitions"
    case storageClasses = "storage-classes"
    case persistentVolumes = "persistent-volumes"
    case nodeUpdates = "node-updates"
    case nodeRegistration = "node-registration"
    case podSecurity = "pod-security"
    case podPlacement = "pod-placement"
    case podVolumes = "pod-volumes"
    case serviceTypes = "service-types"
    case externalIPs = "external-ips"
    case ingressHosts = "ingress-hosts"
    case quota

    /// Whether no policy may weaken it: without these there is no stake behind anything.
    public var isFixed: Bool {
        switch self {
        case .identity, .sealPermissions, .sealNamespaces, .unreadable, .nodeRegistration: true
        default: false
        }
    }

    /// Whether a policy may exempt somebody from it: what is in an object, never who asks or for what.
    public var isExemptible: Bool {
        switch self {
        case .podSecurity, .podPlacement, .podVolumes, .serviceTypes, .externalIPs, .ingressHosts, .quota,
            .storageClasses,
            .persistentVolumes, .customResourceDefinitions:
            true
        default: false
        }
    }

    /// Its place in tables: the order of the cases.
    var place: Int { unsafe Int(unsafeBitCast(self, to: UInt8.self)) }
}

/// What becomes of whoever breaks a rule.
public enum Enforcement: String, Sendable, CaseIterable {
    /// It is refused.
    case enforce
    /// It happens, and the user is told.
    case warn
    /// It happens, and only the audit log is told.
    case audit
}
