// SPDX-License-Identifier: Apache-2.0
internal import Attestation
internal import Configuration

extension BootConfigurationReader {
    /// More than an enclave should hold.
    private static let programLimit = 16
    /// More than any program of ours is told.
    private static let argumentLimit = 64

    /// What runs, in the order of its start.
    func programs(
        _ root: inout MappingReader, secrets: [SecretName], hasLoopback: Bool
    ) -> [BootConfiguration.Program] {
        let items = root.list("programs")
        if items.count > Self.programLimit {
            root.report(.outOfRange, "programs", "at most \(Self.programLimit) programs are allowed")
        }
        var names: Set<String> = []
        var programs: [BootConfiguration.Program] = []
        for item in items.prefix(Self.programLimit) {
            guard var reader = mapping(item.node, at: item.path) else { continue }
            let program = program(&reader)
            if let program {
                if !names.insert(program.name).inserted { reader.report(.conflict, "name", "stands twice") }
                checkFiles(of: program, beside: programs, secrets: secrets, reader)
                if program.loopback != nil, !hasLoopback {
                    reader.report(.conflict, "loopback", "needs the mapping loopback beside programs")
                }
            }
            reader.refuseOthers()
            if let program { programs.append(program) }
        }
        return programs
    }

    /// A file has one owner: two programs that read it must be the same user.
    private func checkFiles(
        of program: BootConfiguration.Program, beside others: [BootConfiguration.Program], secrets: [SecretName],
        _ reader: MappingReader
    ) {
        let reason = "is read by a program of another user already; a file has one owner"
        for name in program.secrets {
            if !secrets.contains(name) {
                reader.report(.conflict, "secrets", "\(name.rawValue) is not among the secrets that are waited for")
            }
            if others.contains(where: { $0.secrets.contains(name) && $0.owner != program.owner }) {
                reader.report(.conflict, "secrets", "\(name.rawValue) \(reason)")
            }
        }
        if program.readsTLS, others.contains(where: { $0.readsTLS && $0.owner != program.owner }) {
            reader.report(.conflict, "tls", reason)
        }
        if let end = program.loopback, others.contains(where: { $0.loopback == end && $0.owner != program.owner }) {
            reader.report(.conflict, "loopback", "the key of \(end.rawValue) \(reason)")
        }
    }

    private func program(_ reader: inout MappingReader) -> BootConfiguration.Program? {
        let name = reader.required("name", .programName)
        let path = reader.required("path", .absolutePath)
        let arguments = arguments(&reader)
        let environment = environment(&reader)
        let ids = 0...Int(UInt32.max - 1)  // the last is no id: chown(2) takes it for "leave it"
        let user = reader.value("user", .integer(ids))
        let group = reader.value("group", .integer(ids))
        if group != nil, user == nil, reader.node("user") == nil {
            reader.report(.conflict, "group", "means nothing without user")
        }
        let all = SecretName.allCases.count
        let secrets = reader.value("secrets", ValueKind<SecretName>.oneOf.list(atMost: all)) ?? []
        let readsTLS = reader.value("tls", .boolean) ?? false
        let loopback = reader.value("loopback", ValueKind<BootConfiguration.LoopbackEnd>.oneOf)
        let restart = reader.value("restart", ValueKind<BootConfiguration.RestartPolicy>.oneOf) ?? .always
        let isEssential = reader.value("essential", .boolean) ?? false
        let stopTimeout = reader.value("stopTimeout", .duration(.seconds(1) ... .seconds(300))) ?? .seconds(10)
        guard let name, let path else { return nil }
        return .init(
            name: name, path: path, arguments: arguments, environment: environment, user: user.map { UInt32($0) },
            group: group.map { UInt32($0) }, secrets: secrets, readsTLS: readsTLS, loopback: loopback,
            restart: restart, isEssential: isEssential, stopTimeout: stopTimeout)
    }

    /// A word may stand twice among arguments, which a list of values does not allow.
    private func arguments(_ reader: inout MappingReader) -> [String] {
        let items = reader.list("arguments")
        if items.count > Self.argumentLimit {
            reader.report(.outOfRange, "arguments", "at most \(Self.argumentLimit) arguments are allowed")
        }
        return items.prefix(Self.argumentLimit).compactMap { value($0, .text("TEXT", atMost: 4096)) }
    }

    private func environment(_ reader: inout MappingReader) -> [String] {
        guard let node = reader.node("environment"), !node.isNull else { return [] }
        guard case .mapping(let entries) = node.content else {
            reader.report(.wrongType, "environment", at: node, "must be a mapping, not \(node.kind)")
            return []
        }
        if entries.count > Self.argumentLimit {
            reader.report(.outOfRange, "environment", "at most \(Self.argumentLimit) variables are allowed")
        }
        return entries.prefix(Self.argumentLimit).compactMap { entry in
            let isName =
                !entry.key.isEmpty && entry.key.utf8.count <= 64
                && entry.key.utf8.allSatisfy {
                    (0x41...0x5A).contains($0) || (0x30...0x39).contains($0) || $0 == UInt8(ascii: "_")
                }
            guard isName else {
                reader.report(
                    .invalidValue, "environment", at: entry.value,
                    "the names of variables are upper-case letters, digits and _")
                return nil
            }
            let path = ValuePath.name(.name(reader.path, "environment"), entry.key)
            return value((entry.value, path), .text("TEXT", atMost: 4096)).map { "\(entry.key)=\($0)" }
        }
    }
}
