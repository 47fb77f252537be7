// SPDX-License-Identifier: Apache-2.0

/// A control that a pod breaks.
public struct PodSecurityViolation: Sendable, Equatable {
    /// The control.
    public let control: PodSecurityControl
    /// Where it is broken and what would fix that, for a person; printable ASCII, of bounded length.
    public let text: String
}
