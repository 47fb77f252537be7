// SPDX-License-Identifier: Apache-2.0

/// What one non-blocking transfer did; "not now" is an outcome, not an error.
public enum Transfer: Equatable, Sendable {
    /// So many bytes were moved.
    case moved(Int)
    /// Nothing can be moved now.
    case wouldBlock
    /// The peer is done or gone.
    case closed
}
