// SPDX-License-Identifier: Apache-2.0
internal import Bytes
internal import Kernel
internal import SuiLedger
internal import Wire
internal import WorkerProtocol

/// The Secret that makes Kubernetes take a join token: `bootstrap-token-<id>`, without what opens the door.
struct TokenSecret: Hashable, Sendable {
    /// For which node it is; what was made here has it.
    static let nodeLabel: StaticString = "k3s-daas.io/node"
    /// What a machine may be that shows the token: what k3s lets ask for a kubelet's certificate, and nothing else.
    static let groups = "system:bootstrappers:k3s:default-node-token"

    private static let prefix = "bootstrap-token-"

    /// The Secret's name.
    let name: String
    /// Which object it is, and no later one of its name.
    let uid: String
    /// For which node it was made.
    let node: String
    /// When it was made.
    let created: WallTime
    /// From when on it opens nothing; `nil` where that cannot be read.
    let expires: WallTime?

    /// Reads one; `nil` for what is no join token.
    static func read(_ secret: borrowing JSONValue) throws(JSONError) -> TokenSecret? {
        let metadata = try secret.needed("metadata")
        let name = try metadata.neededWord("name")
        guard name.hasPrefix(prefix), let labels = try metadata.member("labels"),
            let node = try labels.word(nodeLabel), let created = try metadata.time("creationTimestamp")
        else { return nil }
        let expiration = try secret.member("data")?.word("expiration").flatMap { Base64.decode($0) }
        return TokenSecret(
            name: name, uid: try metadata.neededWord("uid"), node: node, created: created,
            expires: expiration.flatMap { RFC3339.read(String(decoding: $0, as: UTF8.self)) })
    }

    /// Writes one: the machine may show who it is by it, and sign nothing.
    static func body(_ token: JoinToken, node: String, owner: Address, expires: WallTime) -> [UInt8] {
        var buffer = ByteBuffer(capacity: 1024)
        ObjectLabels.write(secret: prefix + token.id, owner: owner, more: [(nodeLabel, node)], to: &buffer)
        buffer.append(",\"type\":\"bootstrap.kubernetes.io/token\",\"data\":{" as StaticString)
        let members: [(StaticString, String)] = [
            ("token-id", token.id), ("token-secret", token.secret), ("description", "k3s-daas join of \(node)"),
            ("expiration", RFC3339.write(expires)), ("usage-bootstrap-authentication", "true"),
            ("usage-bootstrap-signing", "false"), ("auth-extra-groups", groups),
        ]
        for (index, member) in members.enumerated() {
            buffer.append(index > 0 ? ",\"" as StaticString : "\"")
            buffer.append(member.0)
            buffer.append("\":" as StaticString)
            buffer.append(json: Base64.encode(Array(member.1.utf8)))
        }
        buffer.append("}}" as StaticString)
        return buffer.bytes
    }
}

/// A page of a list of them.
struct TokenSecretPage: Sendable {
    /// Those that were made here.
    let tokens: [TokenSecret]
    /// Where the next page begins.
    let next: String?

    /// Reads a list.
    init?(json bytes: Span<UInt8>) {
        let read = ObjectReading.read(bytes) { list throws(JSONError) -> ([TokenSecret], String?) in
            var tokens: [TokenSecret] = []
            // An empty list may be null.
            if let items = try list.member("items"), !items.isNull {
                guard items.kind == .array else { throw .wrongType }
                var walk = items.children
                while walk.advance() {
                    guard let item = walk.value, item.kind == .object else { throw .wrongType }
                    if let token = try TokenSecret.read(item) { tokens.append(token) }
                }
            }
            let next = try list.needed("metadata").word("continue")
            return (tokens, next.flatMap { $0.isEmpty ? nil : $0 })
        }
        guard let (tokens, next) = read else { return nil }
        self.tokens = tokens
        self.next = next
    }
}
