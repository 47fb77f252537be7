// SPDX-License-Identifier: Apache-2.0
public import SuiLedger

/// What a node, or several that agree, said about an entry.
public struct EntryAnswer: Sendable {
    /// The entry.
    public enum Content: Hashable, Sendable {
        /// There is none.
        case nothing
        case seal(Seal)
        case account(StakeAccount)
        case params(ClusterParams)

        /// The number of the entry's last change, where there is an entry that has one.
        var sequence: UInt64? {
            switch self {
            case .nothing, .params: nil
            case .seal(let seal): seal.sequence
            case .account(let account): account.sequence
            }
        }

        /// Whether this can be true after another was: numbers only rise, and one number is one state.
        func canFollow(_ former: Content) -> Bool {
            guard let before = former.sequence else { return true }
            guard let sequence else { return false }
            return sequence > before || self == former
        }

        /// Whether this was true before another was, if both ever were.
        func isBefore(_ later: Content) -> Bool { sequence ?? 0 < later.sequence ?? 0 }
    }

    /// The entry.
    public var content: Content
    /// How far the node was that said it.
    public var freshness: Freshness

    /// Puts both together.
    public init(_ content: Content, _ freshness: Freshness) {
        self.content = content
        self.freshness = freshness
    }
}
