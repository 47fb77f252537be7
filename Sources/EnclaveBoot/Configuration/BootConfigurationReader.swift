// SPDX-License-Identifier: Apache-2.0
internal import Attestation
internal import Configuration
internal import Crypto
internal import Kernel
internal import PKI
internal import Telemetry

/// Puts a configuration together and reports everything about it that cannot work.
struct BootConfigurationReader {
    let document: YAMLDocument
    let problems: ProblemList

    /// What an operator should know though nothing is wrong.
    var notes: [String] = []

    init(_ document: YAMLDocument, problems: ProblemList) {
        self.document = document
        self.problems = problems
    }

    /// Reads everything; `nil` where a problem was reported.
    mutating func read(hash: Bytes32) -> BootConfiguration? {
        guard var root = mapping(document.root, at: .root) else { return nil }
        checkHeader(&root)
        let cluster = root.required("cluster", ValueKind<Bytes32>.hexadecimal)
        let chain = root.required("chain", ValueKind<Bytes32>.base58)
        let (securityModule, trust, allowsDebug) = trust(&root)
        let (listen, ops) = addresses(&root)
        let names = names(&root)
        let certificate = certificate(&root)
        let provisioners = provisioners(&root)
        let secrets = root.value("secrets", ValueKind<SecretName>.oneOf.list(atMost: SecretName.allCases.count)) ?? []
        let provisioning = provisioning(&root)
        let forwards = forwards(&root)
        let hasLoopback = root.node("loopback").map { !$0.isNull } ?? false
        let programs = programs(&root, secrets: secrets, hasLoopback: hasLoopback)
        let state = state(&root)
        let loopback = loopback(&root, beside: state)
        for end in BootConfiguration.LoopbackEnd.allCases
        where loopback != nil && !programs.contains(where: { $0.loopback == end }) {
            notes.append("loopback: no program is the \(end.rawValue): its key is for enclave-boot's own user")
        }
        let clusterAuthority = root.value("clusterAuthority", .absolutePath)
        let log = log(&root)
        root.refuseOthers()
        guard let cluster, let chain, let listen, let ops, !names.isEmpty, !provisioners.isEmpty, let provisioning,
            problems.isEmpty
        else { return nil }
        return BootConfiguration(
            hash: hash, cluster: cluster, chain: chain, securityModule: securityModule, root: trust,
            allowsDebug: allowsDebug, listenAddress: listen, opsAddress: ops, names: names, certificate: certificate,
            provisioners: provisioners, secrets: secrets, provisioning: provisioning, forwardsIn: forwards.in,
            forwardsOut: forwards.out, programs: programs, loopback: loopback, state: state,
            clusterAuthority: clusterAuthority, logLevel: log.level, logFormat: log.format)
    }

    /// A mapping within the file; reports and answers `nil` where it is none.
    func mapping(_ node: YAMLNode, at path: ValuePath) -> MappingReader? {
        // Nothing in the file is secret: it lies in an image that everybody may measure.
        MappingReader(node, at: path, of: document.name, repeatsValues: true, problems: problems)
    }

    /// A mapping by its name; `nil` if it is not there, or wrong and reported.
    func mapping(_ name: String, in reader: inout MappingReader) -> MappingReader? {
        guard let node = reader.node(name), !node.isNull else { return nil }
        return mapping(node, at: .name(reader.path, name))
    }

    /// Reads a single node as `kind`, or reports why it cannot be.
    func value<Value>(_ item: (node: YAMLNode, path: ValuePath), _ kind: ValueKind<Value>) -> Value? {
        problems.read(item.node, kind, at: item.path, of: document.name, repeatsValues: true)
    }

    private func checkHeader(_ root: inout MappingReader) {
        for (name, expected) in [
            ("apiVersion", BootConfiguration.apiVersion), ("kind", BootConfiguration.kind),
        ] {
            guard let node = root.required(name) else { continue }
            if case .scalar(expected, _) = node.content { continue }
            root.report(.invalidValue, name, "must be \(expected)")
        }
    }

    private typealias Trust = (
        securityModule: BootConfiguration.SecurityModuleAddress, root: BootConfiguration.Root, allowsDebug: Bool
    )

    /// Which security module is asked, and who must have signed for it.
    private mutating func trust(_ root: inout MappingReader) -> Trust {
        let address = root.value("nsm", ValueKind<BootConfiguration.SecurityModuleAddress>.securityModule) ?? .device
        let partition = root.value("root", ValueKind<Partition>.oneOf)
        var simulator: Bytes32?
        var allowsDebug = false
        if var insecure = mapping("insecure", in: &root) {
            simulator = insecure.value("simulator", ValueKind<Bytes32>.hexadecimal)
            allowsDebug = insecure.value("debug", .boolean) ?? false
            insecure.refuseOthers()
        }
        if simulator != nil, partition != nil {
            root.report(.conflict, "root", "is given beside insecure.simulator; one alone is believed")
        }
        if case .socket = address, simulator == nil {
            root.report(
                .conflict, "nsm", "is a socket, behind which anybody can answer: it needs insecure.simulator")
        }
        if simulator != nil { notes.append("insecure.simulator: what this enclave shows proves nothing") }
        if allowsDebug { notes.append("insecure.debug: who has the parent machine can read this enclave's memory") }
        return (address, simulator.map { .simulator($0) } ?? (partition ?? .aws).root, allowsDebug)
    }

    /// The partitions of AWS, each with a root of its own.
    private enum Partition: String, CaseIterable {
        case aws
        case awsGovCloud = "aws-us-gov"

        var root: BootConfiguration.Root { self == .aws ? .aws : .awsGovCloud }
    }

    private func addresses(_ root: inout MappingReader) -> (listen: SocketAddress?, ops: SocketAddress?) {
        let given = (root.node("listen"), root.node("ops"))
        let listen = given.0 == nil ? SocketAddress("0.0.0.0:9443") : root.value("listen", .address)
        let ops = given.1 == nil ? SocketAddress("127.0.0.1:9091") : root.value("ops", .address)
        if let listen, let ops {
            if !ops.isLoopback {
                root.report(.conflict, "ops", "is reached from other machines, in the clear; use loopback")
            }
            if listen == ops, listen.port != 0 { root.report(.conflict, "ops", "is the address of listen already") }
        }
        return (listen, ops)
    }

    private func names(_ root: inout MappingReader) -> [SubjectName] {
        let names = root.required("names", ValueKind<SubjectName>.subjectName.list(atMost: 32))
        if let names, names.isEmpty { root.report(.missing, "names", "needs at least one name") }
        return names ?? []
    }

    private func certificate(_ root: inout MappingReader) -> BootConfiguration.Certificate {
        var certificate = BootConfiguration.Certificate(folder: "/run/k3s-daas/tls", lifetime: .seconds(24 * 3600))
        if var reader = mapping("tls", in: &root) {
            if let folder = reader.value("folder", .absolutePath) { certificate.folder = folder }
            let allowed: ClosedRange<Duration> = .seconds(3600) ... .seconds(30 * 24 * 3600)
            if let lifetime = reader.value("lifetime", .duration(allowed)) { certificate.lifetime = lifetime }
            let ofKeys: ClosedRange<Duration> = .seconds(3600) ... .seconds(366 * 24 * 3600)
            certificate.keyLifetime = reader.value("keyLifetime", .duration(ofKeys))
            reader.refuseOthers()
        }
        return certificate
    }

    private func provisioners(_ root: inout MappingReader) -> [PublicKey] {
        let keys = root.required("provisioners", ValueKind<PublicKey>.ed25519.list(atMost: 16))
        if let keys, keys.isEmpty { root.report(.missing, "provisioners", "needs at least one key") }
        return keys ?? []
    }

    private func log(_ root: inout MappingReader) -> (level: Log.Level, format: LineEncoder.Format) {
        guard var reader = mapping("log", in: &root) else { return (.info, .text) }
        let level = reader.value("level", ValueKind<Log.Level>.oneOf)
        let format = reader.value("format", ValueKind<LineEncoder.Format>.oneOf)
        reader.refuseOthers()
        return (level ?? .info, format ?? .text)
    }
}
