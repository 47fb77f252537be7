// SPDX-License-Identifier: Apache-2.0
internal import Configuration

/// One value of a plan: how its file calls it, how it is read, written and checked.
struct PlanField: Sendable {
    let name: String
    /// Takes the value out of a file, where it is there.
    let read: @Sendable (inout MappingReader, inout WiringPlan) -> Void
    /// What the file says; `nil` for nothing.
    let write: @Sendable (WiringPlan) -> Tree?
    /// What is wrong with the value.
    let refusals: @Sendable (WiringPlan) -> [ValueRefusal]

    init<Value>(
        _ name: String, _ path: any WritableKeyPath<WiringPlan, Value> & Sendable, _ kind: ValueKind<Value>,
        _ tree: @escaping @Sendable (Value) -> Tree
    ) {
        self.name = name
        read = { reader, plan in reader.value(name, kind).map { plan[keyPath: path] = $0 } ?? () }
        write = { tree($0[keyPath: path]) }
        refusals = { Self.refusals([kind.text(of: $0[keyPath: path])], kind) }
    }

    init<Value>(
        _ name: String, _ path: any WritableKeyPath<WiringPlan, Value?> & Sendable, _ kind: ValueKind<Value>,
        _ tree: @escaping @Sendable (Value) -> Tree
    ) {
        self.name = name
        read = { reader, plan in reader.value(name, kind).map { plan[keyPath: path] = $0 } ?? () }
        write = { $0[keyPath: path].map(tree) }
        refusals = { Self.refusals($0[keyPath: path].map { [kind.text(of: $0)] } ?? [], kind) }
    }

    init(
        _ name: String, _ path: any WritableKeyPath<WiringPlan, [String]> & Sendable, _ kind: ValueKind<String>,
        atMost limit: Int
    ) {
        self.name = name
        let list = kind.list(atMost: limit)
        read = { reader, plan in reader.value(name, list).map { plan[keyPath: path] = $0 } ?? () }
        write = { $0[keyPath: path].isEmpty ? nil : .texts($0[keyPath: path]) }
        refusals = { plan in
            let texts = plan[keyPath: path]
            let isTooMuch =
                texts.count > limit ? [ValueRefusal(.outOfRange, "at most \(limit) values are allowed")] : []
            let isTwice = Set(texts).count < texts.count ? [ValueRefusal(.conflict, "a value stands twice")] : []
            return isTooMuch + isTwice + Self.refusals(texts, kind)
        }
    }

    private static func refusals<Value>(_ texts: [String], _ kind: ValueKind<Value>) -> [ValueRefusal] {
        texts.compactMap { text in
            do throws(ValueRefusal) { _ = try kind.value(of: text) } catch { return error }
            return nil
        }
    }
}

extension WiringPlan {
    static let apiVersion = "k3s-daas.io/v1alpha1"
    static let kind = "WiringPlan"

    /// All that its file may hold, in order.
    static let fields: [PlanField] = [
        PlanField("flavour", \.flavour, ValueKind<Flavour>.oneOf) { .text($0.rawValue) },
        PlanField("listenPort", \.listenPort, PlanKinds.port) { .number($0) },
        PlanField("opsPort", \.opsPort, PlanKinds.port) { .number($0) },
        PlanField("folder", \.folder, PlanKinds.path) { .text($0) },
        PlanField("k3sFolder", \.k3sFolder, PlanKinds.path) { .text($0) },
        PlanField("manifestsFolder", \.manifestsFolder, PlanKinds.path) { .text($0) },
        PlanField("unitsFolder", \.unitsFolder, PlanKinds.path) { .text($0) },
        PlanField("program", \.program, PlanKinds.path) { .text($0) },
        PlanField("renewer", \.renewer, PlanKinds.path) { .text($0) },
        PlanField("authorizer", \.hasAuthorizer, .boolean) { .flag($0) },
        PlanField("workers", \.hasWorkers, .boolean) { .flag($0) },
        PlanField("trustedNodes", \.trustedNodes, PlanKinds.node, atMost: 1024),
        PlanField("staticManifests", \.usesStaticManifests, .boolean) { .flag($0) },
        PlanField("admissionFile", \.admissionFile, PlanKinds.path) { .text($0) },
        PlanField("subjectNames", \.subjectNames, PlanKinds.subjectName, atMost: 64),
        PlanField("serverNames", \.serverNames, PlanKinds.host, atMost: 64),
        PlanField("clusterFile", \.clusterFile, PlanKinds.path) { .text($0) },
        PlanField("chainNodes", \.chainNodes, PlanKinds.chainNode, atMost: 8),
        PlanField("nodeCredentialsFile", \.nodeCredentialsFile, PlanKinds.path) { .text($0) },
        PlanField("quorum", \.quorum, PlanKinds.quorum) { .number($0) },
        PlanField("devLedger", \.isDevLedger, .boolean) { .flag($0) },
        PlanField("ledgerFile", \.ledgerFile, PlanKinds.path) { .text($0) },
        PlanField("audiences", \.audiences, PlanKinds.audience, atMost: 16),
        PlanField("policyFile", \.policyFile, PlanKinds.path) { .text($0) },
        PlanField("noProxy", \.noProxy, PlanKinds.proxyException, atMost: 256),
    ]
}
