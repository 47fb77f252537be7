// SPDX-License-Identifier: Apache-2.0
internal import Configuration
internal import Kernel
internal import PolicyFile
internal import Wiring

/// The flags of `sealctl wire`, of which a plan is made.
enum WireFlags {
    private static let plain = WiringPlan(.k3s)

    static let folder = setting(
        "folder", "Server", PlanKinds.path, plain.folder, "The folder on the server for everything of ours.")
    static let noProxy = setting(
        "no-proxy", "Apiserver", PlanKinds.proxyException.list(atMost: 256), plain.noProxy,
        "What k3s reaches without a proxy already.")

    static let authorityFile = setting(
        "ca-file", "Output", ValueKind<String>.path.optional, nil,
        "The certificates in PEM that the server's comes from, as hack/make-pki or your own authority makes them.")
    static let out = setting(
        "out", "Output", ValueKind<String>.path.optional, nil,
        "The folder that all files are written into, each at its place below it; nothing else is touched.")

    /// All that a plan is made of, whatever its flavour.
    private static let planned: [PlanFlag] = [
        flag("listen-port", \.listenPort, "Server", PlanKinds.port, "Where the server listens, on this machine alone."),
        flag("ops-port", \.opsPort, "Server", PlanKinds.port, "Where it says how it is, on this machine alone."),
        PlanFlag(folder, \.folder),
        flag("program", \.program, "Server", PlanKinds.path, "The server's program, on the server."),
        flag("renewer", \.renewer, "Server", PlanKinds.path, "The program that renews certificates, on the server."),
        flag(
            "san", \.serverNames, "Server", PlanKinds.host.list(atMost: 64),
            "What the server's certificate names beside this machine's loopback."),
        flag(
            "client-subject-names", \.subjectNames, "Server", PlanKinds.subjectName.list(atMost: 64),
            "The common names of the certificates by which the server knows the apiserver."),
        flag(
            "cluster-file", \.clusterFile, "Stakes", PlanKinds.path.optional,
            "The cluster file, on the server. By default cluster.yaml in --folder, unless --ledger-file is given."),
        flag(
            "node", \.chainNodes, "Stakes", PlanKinds.chainNode.list(atMost: 8),
            "Whom to ask instead of the cluster file's nodes: grpc=https://HOST or graphql=https://HOST/graphql."),
        flag(
            "credentials-file", \.nodeCredentialsFile, "Stakes", PlanKinds.path.optional,
            "A file on the server with what those nodes want to be shown."),
        flag(
            "quorum", \.quorum, "Stakes", PlanKinds.quorum.optional,
            "How many nodes must agree; by default more than half."),
        flag(
            "insecure-dev-ledger", \.isDevLedger, "Stakes", .boolean,
            "Takes a local ledger, whose stake is worth nothing."),
        flag(
            "ledger-file", \.ledgerFile, "Stakes", PlanKinds.path.optional,
            "A file of stakes and seals on the server, for trials, instead of a cluster."),
        flag(
            "policy-file", \.policyFile, "Stakes", PlanKinds.path.optional,
            "What a stake may do, a file on the server; it is read here, too, to know whom to ask about."),
        flag(
            "audiences", \.audiences, "Stakes", PlanKinds.audience.list(atMost: 16),
            "Whom tokens are for, where the apiserver has an issuer or audiences of its own."),
        flag(
            "trusted-node", \.trustedNodes, "Apiserver", PlanKinds.node.list(atMost: 1024),
            "A machine of your own, by its Node's name: every server of the cluster, at least. Others join by their stake."
        ),
        flag(
            "authorizer", \.hasAuthorizer, "Apiserver", .boolean,
            "Has the apiserver ask about reads and impersonation, too."),
        flag(
            "workers", \.hasWorkers, "Apiserver", .boolean,
            "Stakers' machines join: the authorizer is asked about them, too, and others' pods are kept off them."),
        flag(
            "static-manifests", \.usesStaticManifests, "Apiserver", .boolean,
            "Registers the webhook by a file that the apiserver reads (1.37 and later), not by an object in the cluster."
        ),
        flag(
            "admission-file", \.admissionFile, "Apiserver", PlanKinds.path.optional,
            "The admission configuration that the apiserver has already: ours is put into a copy of it."),
    ]

    static let planning: [any AnySetting] = planned.map(\.setting)

    private static func flag<Value>(
        _ name: String, _ part: any WritableKeyPath<WiringPlan, Value> & Sendable, _ group: String,
        _ kind: ValueKind<Value>,
        _ help: String
    ) -> PlanFlag {
        PlanFlag(setting(name, group, kind, plain[keyPath: part], help), part)
    }

    /// What a shell once exported for another program must not decide how a server is wired.
    private static func setting<Value>(
        _ name: String, _ group: String, _ kind: ValueKind<Value>, _ fallback: Value, _ help: String
    ) -> Setting<Value> {
        Setting(name, key: "", group: group, kind, fallback: fallback, isFlagOnly: true, help)
    }

    /// The plan that the flags ask for, with what its policy says; files are those of this machine, below `root`.
    static func plan(
        _ flavour: WiringPlan.Flavour, _ invocation: Invocation, root: String = ""
    ) throws(CommandFailure) -> WiringPlan {
        var plan = WiringPlan(flavour)
        for flag in planned { try flag.set(&plan, invocation) }
        if plan.clusterFile == nil, plan.ledgerFile == nil { plan.clusterFile = "\(plan.folder)/cluster.yaml" }
        if flavour == .k3s { plan.noProxy = try invocation(noProxy) }
        plan.policy = try policy(plan, invocation, root: root)
        return plan
    }

    /// What the plan's policy says.
    static func policy(
        _ plan: WiringPlan, _ invocation: Invocation, root: String = ""
    ) throws(CommandFailure) -> PolicyShare? {
        guard let path = plan.policyFile else { return nil }
        return PolicyShare(try PolicyCommands.load(root + path, invocation))
    }

    /// What the plan's admission configuration holds, with the kubeconfig that it names.
    static func admission(
        _ plan: WiringPlan, root: String = ""
    ) throws(CommandFailure) -> AdmissionConfigurationMerge.Existing? {
        guard let path = plan.admissionFile else { return nil }
        let configuration = try file(path, root)
        let named: String?
        do throws(WiringRefusal) {
            named = try AdmissionConfigurationMerge.kubeconfigPath(in: configuration)
        } catch { throw CommandFailure(error) }
        return .init(
            configuration: configuration,
            kubeconfig: try named.map { name throws(CommandFailure) in try file(name, root) })
    }

    private static func file(
        _ path: String, _ root: String
    ) throws(CommandFailure) -> AdmissionConfigurationMerge.File {
        do throws(FileError) {
            return .init(path: path, contents: try FileContents.read(root + path, limit: 1 << 20).bytes)
        } catch { throw CommandFailure(root + path, error) }
    }
}

extension CommandFailure {
    /// Why nothing was rendered.
    init(_ refusal: WiringRefusal) {
        switch refusal {
        case .plan(let error): self.init(Self.flags(error), .configuration)
        case .authorities, .existing: self.init(refusal.description, .configuration)
        case .rendered: self.init(refusal.description, .software)
        }
    }

    /// A plan's problems, where the plan was made of flags.
    private static func flags(_ error: ConfigurationError) -> String {
        let names = [
            "trustedNodes": "--trusted-node", "chainNodes": "--node", "nodeCredentialsFile": "--credentials-file",
        ]
        let lines = error.problems.map { problem in
            [names[problem.key] ?? problem.key, problem.reason].filter { !$0.isEmpty }.joined(separator: ": ")
        }
        return lines.joined(separator: "\n")
    }
}
