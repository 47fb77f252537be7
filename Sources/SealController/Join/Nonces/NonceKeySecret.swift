// SPDX-License-Identifier: Apache-2.0
internal import Bytes
internal import Crypto
internal import Kernel
internal import Wire

/// The Secret in which controllers share their keys for nonces.
struct NonceKeySecret: Sendable, CustomStringConvertible {
    /// What is in it.
    let keys: SharedNonceKeys
    /// Which version of the object it is.
    let version: String

    /// What is called so beside a lease.
    static func name(beside lease: String) -> String { "\(lease)-nonces" }

    /// Reads one; `nil` where it is not as we write it.
    init?(json bytes: Span<UInt8>) {
        let read = ObjectReading.read(bytes) { secret throws(JSONError) -> (String, String, String) in
            let data = try secret.needed("data")
            return (
                try secret.needed("metadata").neededWord("resourceVersion"), try data.neededWord("keys"),
                try data.neededWord("since")
            )
        }
        guard let (version, keys, since) = read, let bytes = Base64.decode(keys),
            bytes.count == SharedNonceKeys.length,
            let date = Base64.decode(since).flatMap({ String(validating: $0, as: UTF8.self) }),
            let time = RFC3339.read(date)
        else { return nil }
        let parts = (0..<3).map { bytes[$0 * NonceKey.length..<($0 + 1) * NonceKey.length] }
        do throws(CryptoError) {
            self.keys = SharedNonceKeys(
                previous: try NonceKey(copying: parts[0]), current: try NonceKey(copying: parts[1]),
                next: try NonceKey(copying: parts[2]), since: time)
        } catch { return nil }
        self.version = version
    }

    /// Writes one: a new one if the version is empty, else in the place of the one that has it.
    static func body(_ keys: SharedNonceKeys, name: String, namespace: String, version: String = "") -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(SharedNonceKeys.length)
        for key in [keys.previous, keys.current, keys.next] { key.append(to: &bytes) }
        var buffer = ByteBuffer(capacity: 512)
        buffer.append("{\"apiVersion\":\"v1\",\"kind\":\"Secret\",\"metadata\":{\"name\":" as StaticString)
        buffer.append(json: name)
        buffer.append(",\"namespace\":" as StaticString)
        buffer.append(json: namespace)
        if !version.isEmpty {
            buffer.append(",\"resourceVersion\":" as StaticString)
            buffer.append(json: version)
        }
        buffer.append(",\"labels\":{\"" as StaticString)
        buffer.append(ObjectLabels.managedBy)
        buffer.append("\":" as StaticString)
        buffer.append(json: "\(ObjectLabels.manager)")
        buffer.append("}},\"type\":\"Opaque\",\"data\":{\"keys\":" as StaticString)
        buffer.append(json: Base64.encode(bytes))
        buffer.append(",\"since\":" as StaticString)
        buffer.append(json: Base64.encode(Array(RFC3339.write(keys.since).utf8)))
        buffer.append("}}" as StaticString)
        return buffer.bytes
    }

    /// Says nothing of what is in it.
    var description: String { "nonce key secret" }
}
