// SPDX-License-Identifier: Apache-2.0
internal import Configuration
internal import Kernel

extension BootConfigurationReader {
    /// More ways than an enclave should have.
    private static let forwardLimit = 32

    /// Where secrets are brought to, which has no default: who may speak to an enclave is to be said.
    func provisioning(_ root: inout MappingReader) -> BootConfiguration.Provisioning? {
        guard let node = root.required("provisioning") else { return nil }
        var folder = BootConfiguration.secretsFolder
        var endpoint: Endpoint?
        if case .mapping = node.content, var reader = mapping(node, at: .name(.root, "provisioning")) {
            endpoint = reader.required("address", ValueKind<Endpoint>.endpoint)
            if let given = reader.value("folder", .absolutePath) { folder = given }
            reader.refuseOthers()
        } else {
            endpoint = root.value("provisioning", ValueKind<Endpoint>.endpoint)
        }
        guard let endpoint else { return nil }
        if case .vsock(let address) = endpoint, address.cid != VSockAddress.any {
            root.report(.invalidValue, "provisioning", at: node, "is listened at: vsock:PORT, without a CID")
        }
        if case .tcp = endpoint, !endpoint.isLocal {
            root.report(.invalidValue, "provisioning", at: node, "is for trials where it is no vsock: use loopback")
        }
        return .init(endpoint: endpoint, folder: folder)
    }

    /// The ways in and out.
    func forwards(
        _ root: inout MappingReader
    ) -> (in: [BootConfiguration.Forward], out: [BootConfiguration.Forward]) {
        guard var reader = mapping("forward", in: &root) else { return ([], []) }
        let ways = (forwards(.in, &reader), forwards(.out, &reader))
        reader.refuseOthers()
        return ways
    }

    private enum Direction: String {
        case `in`, out
    }

    private func forwards(_ direction: Direction, _ reader: inout MappingReader) -> [BootConfiguration.Forward] {
        let items = reader.list(direction.rawValue)
        if items.count > Self.forwardLimit {
            reader.report(.outOfRange, direction.rawValue, "at most \(Self.forwardLimit) ways are allowed")
        }
        var taken: Set<Endpoint> = []
        return items.prefix(Self.forwardLimit).compactMap { item in
            guard var entry = mapping(item.node, at: item.path) else { return nil }
            let endpoint = direction == .in ? insideEndpoint(&entry) : loopbackEndpoint(&entry)
            let target = entry.required("to", ValueKind<Endpoint>.endpoint)
            entry.refuseOthers()
            guard let endpoint, let target else { return nil }
            if !target.isReachable {
                entry.report(.invalidValue, "to", "nobody can be reached there: a vsock needs a CID, TCP a port")
            }
            if direction == .in, !target.isLocal {
                entry.report(.invalidValue, "to", "must be inside: an address of loopback, or a Unix socket")
            }
            if !taken.insert(endpoint).inserted { entry.report(.conflict, "port", "stands twice") }
            return .init(endpoint: endpoint, target: target)
        }
    }

    /// Of a way in: the enclave's vsock, or in trials whatever is written.
    private func insideEndpoint(_ entry: inout MappingReader) -> Endpoint? {
        if entry.node("from") != nil { return entry.value("from", ValueKind<Endpoint>.endpoint) }
        let port = entry.required("port", .integer(1...Int(UInt32.max - 1)))
        return port.flatMap { VSockAddress(cid: VSockAddress.any, port: UInt32($0)) }.map { .vsock($0) }
    }

    /// Of a way out: a port of loopback.
    private func loopbackEndpoint(_ entry: inout MappingReader) -> Endpoint? {
        let host = entry.value("address", .text("ADDRESS")) ?? "127.0.0.1"
        guard let port = entry.required("port", .integer(1...65535)) else { return nil }
        guard let address = SocketAddress("\(host):\(port)"), address.isLoopback else {
            entry.report(.invalidValue, "address", "must be an IPv4 address of loopback, such as 127.0.0.2")
            return nil
        }
        return .tcp(address)
    }
}
