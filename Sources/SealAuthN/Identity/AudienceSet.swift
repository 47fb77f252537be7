// SPDX-License-Identifier: Apache-2.0

/// Some of the audiences that our tokens are for, by their places in ``AudienceNames``.
public struct AudienceSet: OptionSet, Hashable, Sendable {
    /// One bit per name.
    public let rawValue: UInt16

    /// Takes bits.
    public init(rawValue: UInt16) { self.rawValue = rawValue }

    /// The one audience at a place, from 0 to 15.
    public init(place: Int) { rawValue = (0..<AudienceNames.maximumCount).contains(place) ? 1 << place : 0 }
}
