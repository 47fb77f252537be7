// SPDX-License-Identifier: Apache-2.0
internal import Bytes
internal import SuiLedger
internal import Wire

/// The Secret by which k3s knows a machine: `<node>.node-password.k3s`.
///
/// Ours has no type: k3s looks for it by its name, and newer versions collect those of its own type as soon as the Node has gone.
struct PasswordSecret: Sendable, CustomStringConvertible {
    /// Which object it is, and no later one of its name.
    let uid: String
    /// The password's hash; `nil` where it is not as k3s writes it.
    let hash: NodePasswordHash?
    /// Whose machine it was made for, if it was made here.
    let owner: String?

    /// The Secret's name.
    static func name(of node: String) -> String { "\(node).node-password.k3s" }

    /// Reads one.
    init?(json bytes: Span<UInt8>) {
        let read = ObjectReading.read(bytes) { secret throws(JSONError) -> (String, String?, String?) in
            let metadata = try secret.needed("metadata")
            let uid = try metadata.neededWord("uid")
            let hash = try secret.member("data")?.word("hash")
            guard let labels = try metadata.member("labels"),
                try labels.word(ObjectLabels.managedBy) == "\(ObjectLabels.manager)"
            else { return (uid, hash, nil) }
            return (uid, hash, try labels.word(OwnerLabel.key))
        }
        guard let (uid, hash, owner) = read else { return nil }
        self.uid = uid
        self.owner = owner
        let text = hash.flatMap { Base64.decode($0) }.flatMap { String(validating: $0, as: UTF8.self) }
        self.hash = text.flatMap { NodePasswordHash($0) }
    }

    /// Writes one.
    static func body(_ hash: NodePasswordHash, of node: String, owner: Address) -> [UInt8] {
        var buffer = ByteBuffer(capacity: 512)
        ObjectLabels.write(secret: name(of: node), owner: owner, to: &buffer)
        buffer.append(",\"type\":\"Opaque\",\"immutable\":true,\"data\":{\"hash\":" as StaticString)
        buffer.append(json: Base64.encode(Array(hash.text.utf8)))
        buffer.append("}}" as StaticString)
        return buffer.bytes
    }

    /// Says nothing of what is in it.
    var description: String { "node password secret" }
}
