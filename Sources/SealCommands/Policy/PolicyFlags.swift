// SPDX-License-Identifier: Apache-2.0
internal import ClusterSettings
internal import Configuration
internal import SealAuthN
internal import SuiLedger

/// The flags of `sealctl policy`.
enum PolicyFlags {
    static let policy = Setting(
        "policy", letter: "p", key: "", group: "Policy", ValueKind<String>.path.optional, fallback: nil,
        isFlagOnly: true,
        "The policy's file; without it, what is built in.")
    static let tier = Setting(
        "tier", key: "", group: "Who", ValueKind<Tier>.tier.optional, fallback: nil, isFlagOnly: true,
        "The tier; without it, what the stake is worth.")
    static let onlyTier = Setting(
        "tier", key: "", group: "Policy", ValueKind<Tier>.tier.optional, fallback: nil, isFlagOnly: true,
        "Shows this tier only.")
    static let asker = Setting(
        "as", key: "", group: "Who", ValueKind<Address>.address.optional, fallback: nil, isFlagOnly: true,
        "The staker's address; needed.")
    static let stake = Setting(
        "stake", key: "", group: "Who", ValueKind<UInt64>.mist.optional, fallback: nil, isFlagOnly: true,
        "The stake; without it, what the tier costs.")
    static let sealPermissions = Setting(
        "seal-permission", key: "", group: "Who", ValueKind<String>.text("PERMISSION", atMost: 253).list(atMost: 64),
        fallback: [], isFlagOnly: true, "What the seal is narrowed to: pods:read.")
    static let sealNamespaces = Setting(
        "seal-namespace", key: "", group: "Who", ValueKind<String>.text("NAMESPACE", atMost: 63).list(atMost: 64),
        fallback: [], isFlagOnly: true, "The namespaces that the seal is narrowed to.")
    static let namespace = Setting(
        "namespace", letter: "n", key: "", group: "Request", ValueKind<String>.text("NAMESPACE", atMost: 63).optional,
        fallback: nil, isFlagOnly: true,
        "Where; @home is the staker's own. Without it what the object says, or else default.")
    static let allNamespaces = Setting(
        "all-namespaces", letter: "A", key: "", group: "Request", .boolean, fallback: false, isFlagOnly: true,
        "In all namespaces at once.")
    static let subresource = Setting(
        "subresource", key: "", group: "Request", ValueKind<String>.text("PART", atMost: 63).optional, fallback: nil,
        isFlagOnly: true, "A part of the resource: scale, log, exec.")
    static let objectFile = Setting(
        "filename", letter: "f", key: "", group: "Request", ValueKind<String>.path.optional, fallback: nil,
        isFlagOnly: true, "The object, in YAML or JSON; - reads standard input.")
    static let oldObjectFile = Setting(
        "old-filename", key: "", group: "Request", ValueKind<String>.path.optional, fallback: nil, isFlagOnly: true,
        "What an update finds there.")
    static let caseFormat = Setting(
        "output", letter: "o", key: "", group: "Output", ValueKind<CaseFormat>.oneOf, fallback: .text, isFlagOnly: true,
        "How the results are written.")
    static let run = Setting(
        "run", key: "", group: "Cases", ValueKind<String>.text("TEXT", atMost: 253).optional, fallback: nil,
        isFlagOnly: true, "Runs only the cases in whose name this stands.")
    static let corpus = Setting(
        "corpus", key: "", group: "Requests", ValueKind<String>.path.optional, fallback: nil, isFlagOnly: true,
        "A file or a folder of cases whose requests are asked, too.")
}
