// SPDX-License-Identifier: Apache-2.0

/// Who a token is, in the words that the apiserver will act on.
///
/// The apiserver checks none of them, so the type does: an `Identity` with a reserved, empty or unprintable name
/// cannot be made, whatever a chain or a file says.
public final class Identity: Sendable, Equatable {
    /// `sui:0x<64 hex>`: never anything that a user chose.
    public let username: String
    /// The seal's id, or the address for a signed token.
    public let uid: String
    /// `seal:stakers` and one tier group.
    public let groups: [String]
    /// For people and logs, never for a decision.
    public let extra: [Extra]
    /// The tier that the groups speak of.
    public let tier: Tier

    /// The JSON of the whole user object, made once: a reply copies it.
    let json: [UInt8]

    /// One extra field.
    public struct Extra: Sendable, Equatable {
        /// Lower case, with the product's domain: `k3s-daas.io/tier`.
        public let key: String
        /// At least one value.
        public let values: [String]

        /// Names a field.
        public init(key: String, values: [String]) {
            self.key = key
            self.values = values
        }
    }

    /// Why an identity cannot be.
    public enum Refusal: String, Error, Sendable, CaseIterable {
        case empty, controlCharacter, reservedPrefix, tooLong
    }

    /// Makes an identity out of names that may be shown to an apiserver; refuses all others.
    public init(username: String, uid: String, groups: [String], extra: [Extra], tier: Tier) throws(Refusal) {
        for name in [username, uid] + groups { try Self.check(name, isReservedBarred: true) }
        for field in extra {
            try Self.check(field.key, isReservedBarred: false)
            for value in field.values { try Self.check(value, isReservedBarred: false) }
        }
        self.username = username
        self.uid = uid
        self.groups = groups
        self.extra = extra
        self.tier = tier
        self.json = Self.render(username: username, uid: uid, groups: groups, extra: extra)
    }

    /// Identities are the same when an apiserver would see the same.
    public static func == (a: Identity, b: Identity) -> Bool { a.json == b.json && a.tier == b.tier }

    /// k3s hands cluster keys to `k3s:server`, Kubernetes the cluster to `system:masters`: no case, no exception.
    private static func check(_ name: String, isReservedBarred: Bool) throws(Refusal) {
        guard !name.isEmpty else { throw .empty }
        guard name.utf8.count <= 512 else { throw .tooLong }
        guard name.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else { throw .controlCharacter }
        guard isReservedBarred else { return }
        let lower = name.lowercased()
        guard !lower.hasPrefix("system:"), !lower.hasPrefix("k3s:") else { throw .reservedPrefix }
    }

    /// Every name passed ``check``: printable ASCII, so only `"` and `\` need an escape.
    private static func render(username: String, uid: String, groups: [String], extra: [Extra]) -> [UInt8] {
        var json = "{\"username\":" + quote(username) + ",\"uid\":" + quote(uid)
        json += ",\"groups\":[" + groups.map(quote).joined(separator: ",") + "]"
        let fields = extra.map { quote($0.key) + ":[" + $0.values.map(quote).joined(separator: ",") + "]" }
        if !fields.isEmpty { json += ",\"extra\":{" + fields.joined(separator: ",") + "}" }
        return Array((json + "}").utf8)
    }

    private static func quote(_ text: String) -> String {
        var quoted = "\""
        for character in text.unicodeScalars {
            if character == "\"" || character == "\\" { quoted += "\\" }
            quoted.unicodeScalars.append(character)
        }
        return quoted + "\""
    }
}
