// SPDX-License-Identifier: Apache-2.0
internal import Configuration

/// What there is to set about home namespaces.
extension ControllerSettings {
    static let namespaces = Setting(
        "namespaces", key: "namespaces.enabled", group: "Namespaces", .boolean, fallback: false,
        "Gives each developer and above a namespace, with limits by the stake, and takes it back with the stake.")
    static let namespaceGrace = Setting(
        "namespace-grace", key: "namespaces.grace", group: "Namespaces", .duration(.zero ... .seconds(30 * 86_400)),
        fallback: .seconds(3600), "How long what runs in a home goes on after its stake is lost; access ends at once.")
    static let namespaceDeleteAfter = Setting(
        "namespace-delete-after", key: "namespaces.deleteAfter", group: "Namespaces",
        .duration(.zero ... .seconds(3650 * 86_400)), fallback: .seconds(30 * 86_400),
        "How long after the loss a home is kept with all that is stored there; 0 is for ever.")
    static let namespaceResync = Setting(
        "namespace-resync", key: "namespaces.resync", group: "Namespaces", .duration(.seconds(1) ... .seconds(86_400)),
        fallback: .seconds(600), "How often all accounts are looked at though nothing was heard.")
    static let namespacePolicyFile = Setting(
        "namespace-policy-file", key: "namespaces.policyFile", group: "Namespaces", ValueKind<String>.path.optional,
        fallback: nil,
        "The policy by which the webhook-server decides: quotas, pod security, grants. Built in if not given.")
    static let namespaceConcurrency = Setting(
        "namespace-concurrency", key: "namespaces.concurrency", group: "Namespaces", .integer(1...64), fallback: 8,
        "The most calls to the apiserver about namespaces under way.")
    static let namespaceRate = Setting(
        "namespace-rate", key: "namespaces.rate", group: "Namespaces", .integer(1...10_000), fallback: 100,
        "The most of them in a second.")
    static let namespaceGuardPercent = Setting(
        "namespace-guard-percent", key: "namespaces.guardPercent", group: "Namespaces", .integer(0...100),
        fallback: 20,
        "The part of all homes that is stopped, or deleted, in ten minutes at most, unless a person says so.")
    static let namespaceGuardLeast = Setting(
        "namespace-guard-least", key: "namespaces.guardLeast", group: "Namespaces", .integer(0...100_000), fallback: 3,
        "How many homes are stopped, or deleted, in any case.")

    static let ofNamespaces: [any AnySetting] = [
        namespaces, namespaceGrace, namespaceDeleteAfter, namespaceResync, namespacePolicyFile, namespaceConcurrency,
        namespaceRate, namespaceGuardPercent, namespaceGuardLeast,
    ]
}
