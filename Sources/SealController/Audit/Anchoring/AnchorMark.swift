// SPDX-License-Identifier: Apache-2.0
internal import AuditTrail

/// A tree of anchorings that is on the chain or was to be, and how far the logs are in its last entry.
struct AnchorMark: Hashable, Sendable {
    let position: TrailPosition
    let heads: [LogHead]
}
