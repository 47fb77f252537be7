// SPDX-License-Identifier: Apache-2.0
internal import Configuration
internal import Kernel

extension BootConfigurationReader {
    /// More than a cluster should have to remember.
    private static let partLimit = 16

    /// What is kept over a restart: one folder, or parts with names of their own.
    func state(_ root: inout MappingReader) -> BootConfiguration.State? {
        guard var reader = mapping("state", in: &root) else { return nil }
        let hasParts = reader.node("parts") != nil
        let folder = hasParts ? reader.value("folder", .absolutePath) : reader.required("folder", .absolutePath)
        if hasParts, folder != nil { reader.report(.conflict, "folder", "is given beside parts; one of both") }
        let parts = hasParts ? parts(&reader) : folder.map { [StatePart(name: "state", path: $0)] } ?? []
        let spool = reader.value("spool", .absolutePath)
        reader.refuseOthers()
        guard let first = parts.first else { return nil }
        return .init(parts: parts, spool: spool ?? first.path + ".spool")
    }

    private func parts(_ reader: inout MappingReader) -> [StatePart] {
        let items = reader.list("parts")
        if items.isEmpty { reader.report(.missing, "parts", "needs at least one part") }
        if items.count > Self.partLimit {
            reader.report(.outOfRange, "parts", "at most \(Self.partLimit) parts are allowed")
        }
        var parts: [StatePart] = []
        for item in items.prefix(Self.partLimit) {
            guard var reader = mapping(item.node, at: item.path) else { continue }
            if let part = part(&reader) {
                if parts.contains(where: { $0.name == part.name }) { reader.report(.conflict, "name", "stands twice") }
                if parts.contains(where: { Self.overlap($0.path, part.path) }) {
                    reader.report(.conflict, "path", "lies in another part, or another in it")
                }
                parts.append(part)
            }
            reader.refuseOthers()
        }
        return parts
    }

    private func part(_ reader: inout MappingReader) -> StatePart? {
        let name = reader.required("name", .programName)
        let path = reader.required("path", .absolutePath)
        let ids = 0...Int(UInt32.max - 1)  // the last is no id: chown(2) takes it for "leave it"
        let user = reader.value("user", .integer(ids))
        let group = reader.value("group", .integer(ids))
        if group != nil, user == nil, reader.node("user") == nil {
            reader.report(.conflict, "group", "means nothing without user")
        }
        guard let name, let path else { return nil }
        let owner = user.map { NewFile.Owner(user: UInt32($0), group: UInt32(group ?? $0)) }
        return StatePart(name: name, path: path, owner: owner)
    }

    /// Whether one lies in the other.
    static func overlap(_ a: String, _ b: String) -> Bool {
        a == b || a.hasPrefix(b + "/") || b.hasPrefix(a + "/")
    }
}
