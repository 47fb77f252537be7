// SPDX-License-Identifier: Apache-2.0

/// Where a request stands, as the contracts number it.
enum RequestStatus: UInt8, Sendable, CaseIterable {
    case pending = 1
    case assigned = 2
    case completed = 3
    case failed = 4
    case cancelled = 5

    /// Whether something is still to be done about it.
    var isOpen: Bool { self == .pending || self == .assigned }
}
