// SPDX-License-Identifier: Apache-2.0
internal import Bytes
internal import KubeClient
internal import Wire

/// Keeps what controllers tell one another about anchoring in a ConfigMap, which only one of two can replace.
struct ConfigMapStore: AnchorStore {
    /// What the ConfigMap is called, in the namespace of the lease.
    static let name = "k3s-daas-audit-anchor"

    private let door: any KubeDoor
    private let namespace: String

    init(_ door: any KubeDoor, namespace: String) {
        self.door = door
        self.namespace = namespace
    }

    func read() throws(AnchorFailure) -> (memory: AnchorMemory, version: String?) {
        let reply: KubeReply
        do throws(KubeError) { reply = try door.perform(.get(.configMaps, Self.name, in: namespace)) } catch {
            guard error.code == .notFound else { throw AnchorFailure(.apiserver, "the ConfigMap cannot be read") }
            return (AnchorMemory(), nil)
        }
        guard let version = Self.version(reply.body.span) else {
            throw AnchorFailure(.apiserver, "the ConfigMap is none")
        }
        // What cannot be read is worth nothing, and is replaced: it is not trusted anyway.
        return (Self.memory(reply.body.span) ?? AnchorMemory(), version)
    }

    func write(_ memory: AnchorMemory, over version: String?) throws(AnchorFailure) -> String {
        let body = body(memory, version)
        let call: KubeCall =
            version == nil
            ? .create(.configMaps, body, in: namespace) : .replace(.configMaps, Self.name, body, in: namespace)
        let reply: KubeReply
        do throws(KubeError) { reply = try door.perform(call) } catch {
            switch error.code {
            case .conflict, .alreadyExists, .notFound:
                throw AnchorFailure(.conflict, "another controller has written the ConfigMap")
            default: throw AnchorFailure(.apiserver, "the ConfigMap cannot be written")
            }
        }
        guard let written = Self.version(reply.body.span) else {
            throw AnchorFailure(.apiserver, "nobody knows whether the ConfigMap was written")
        }
        return written
    }

    private static func version(_ bytes: Span<UInt8>) -> String? {
        ObjectReading.read(bytes) { map throws(JSONError) in
            try map.needed("metadata").neededWord("resourceVersion")
        }
    }

    private static func memory(_ bytes: Span<UInt8>) -> AnchorMemory? {
        let read = ObjectReading.read(bytes) { map throws(JSONError) -> AnchorMemory? in
            guard let data = try map.member("data"), data.kind == .object else { return nil }
            return AnchorMemory(text: try data.word("marks") ?? "", proofs: try data.word("proofs") ?? "")
        }
        return read ?? nil
    }

    private func body(_ memory: AnchorMemory, _ version: String?) -> [UInt8] {
        var body = ByteBuffer(capacity: 4096)
        body.append(#"{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"#)
        body.append(json: Self.name)
        body.append(#","namespace":"#)
        body.append(json: namespace)
        body.append(#","labels":{"app.kubernetes.io/managed-by":"k3s-daas"}"#)
        if let version {
            body.append(#","resourceVersion":"#)
            body.append(json: version)
        }
        body.append(#"},"data":{"marks":"#)
        body.append(json: memory.text)
        // A name of its own: controllers of older versions read the marks alone.
        body.append(#","proofs":"#)
        body.append(json: memory.proofs)
        body.append("}}")
        return body.bytes
    }
}
