// SPDX-License-Identifier: Apache-2.0
public import Kernel

/// How long a certificate counts, in whole seconds: certificates tell no others.
public struct Validity: Hashable, Sendable {
    /// How far before the present a certificate begins: clocks of others differ.
    public static let leeway = Duration.seconds(300)

    /// Its first moment.
    public let notBefore: WallTime
    /// Its last.
    public let notAfter: WallTime

    /// Names both.
    public init(notBefore: WallTime, notAfter: WallTime) {
        self.notBefore = notBefore
        self.notAfter = notAfter
    }

    /// From now on for so long, and a little before.
    public init(from now: WallTime, for lifetime: Duration) {
        notBefore = WallTime(seconds: now.seconds - Self.leeway.components.seconds)
        notAfter = WallTime(seconds: now.seconds + lifetime.components.seconds)
    }

    /// When to replace the certificate: after two thirds of its life, so that whoever cannot do it at once has a third to mend that.
    public var renewal: WallTime {
        WallTime(seconds: notBefore.seconds + (notAfter.seconds - notBefore.seconds) / 3 * 2)
    }

    /// Whether a moment lies in it.
    public func contains(_ time: WallTime) -> Bool { time >= notBefore && time <= notAfter }
}
