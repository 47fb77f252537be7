// SPDX-License-Identifier: Apache-2.0

/// What can be said from what is known.
enum Finding: Sendable {
    /// This.
    case decided(Standing)
    /// Nothing before these were looked up.
    case open([Need])

    /// A look-up that is needed.
    struct Need: Hashable, Sendable {
        var lookUp: LookUp
        /// Whether it is about somebody whom we know.
        var isKnown: Bool
    }
}
