// SPDX-License-Identifier: Apache-2.0
internal import Bytes
internal import Crypto
internal import SealAuthN
internal import Wire

/// Writes who a token is, in the words that the apiserver will act on.
///
/// The apiserver checks none of them, so each name passes ``NameRule`` as it is written: what may not be told is not told, wherever
/// it came from.
struct UserInfoWriter: Sendable {
    /// Every staker's group.
    private static let everybody: StaticString = "seal:stakers"
    /// In the tier group's place where a seal allows less than its tier.
    private static let limited: StaticString = "seal:limited"

    private let groups: TierGroups

    /// Writes with the operator's groups beside ours.
    init(groups: TierGroups = TierGroups()) { self.groups = groups }

    /// Appends the user object; if a name may not be told it throws, and what it has written must be dropped.
    func append(_ identity: Identity, to buffer: inout ByteBuffer) throws(NameRule.Refusal) {
        buffer.append("{\"username\":\"")
        try append(name: "sui:0x", identity.owner, to: &buffer)
        buffer.append("\",\"uid\":\"")
        try append(name: "0x", identity.uid, to: &buffer)
        buffer.append("\",\"groups\":[\"")
        try append(name: Self.everybody, to: &buffer)
        buffer.append("\",\"")
        try append(name: identity.isLimited ? Self.limited : Self.group(of: identity.tier), to: &buffer)
        buffer.append("\"")
        if !identity.isLimited {
            for group in groups[identity.tier] {
                try NameRule.check(group.text)
                buffer.append(",")
                buffer.append(json: group.text)
            }
        }
        buffer.append("],\"extra\":{")
        appendExtra(identity, to: &buffer)
        buffer.append("}}")
    }

    /// For people and logs, never for a decision.
    private func appendExtra(_ identity: Identity, to buffer: inout ByteBuffer) {
        buffer.append("\"k3s-daas.io/tier\":[\"")
        buffer.append(identity.tier.name)
        buffer.append("\"],\"k3s-daas.io/stake-mist\":[\"")
        buffer.append(decimal: UInt(identity.stake))
        buffer.append("\"]")
        if let seal = identity.seal {
            buffer.append(",\"k3s-daas.io/seal\":[\"0x")
            seal.withBytes { buffer.append(hexOf: $0) }
            buffer.append("\"]")
        }
        append("\"k3s-daas.io/permissions\"", identity.permissions, to: &buffer)
        append("\"k3s-daas.io/namespaces\"", identity.namespaces, to: &buffer)
        if let epoch = identity.expiresEpoch {
            buffer.append(",\"k3s-daas.io/expires-epoch\":[\"")
            buffer.append(decimal: UInt(epoch))
            buffer.append("\"]")
        }
    }

    private func append(_ key: StaticString, _ values: [String], to buffer: inout ByteBuffer) {
        guard !values.isEmpty else { return }
        buffer.append(",")
        buffer.append(key)
        var isFirst = true
        for value in values {
            buffer.append(isFirst ? ":[" : ",")
            buffer.append(json: value)
            isFirst = false
        }
        buffer.append("]")
    }

    private static func group(of tier: Tier) -> StaticString {
        switch tier {
        case .viewer: "seal:viewer"
        case .developer: "seal:developer"
        case .admin: "seal:admin"
        case .super: "seal:super"
        }
    }

    /// Appends a name of ours, which needs no escape, and looks at it as it stands there.
    private func append(
        name: StaticString, _ digits: Bytes32? = nil, to buffer: inout ByteBuffer
    ) throws(NameRule.Refusal) {
        let start = buffer.count
        buffer.append(name)
        digits?.withBytes { buffer.append(hexOf: $0) }
        try NameRule.check(buffer.span.extracting(start..<buffer.count))
    }
}
