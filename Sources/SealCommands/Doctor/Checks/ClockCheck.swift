// SPDX-License-Identifier: Apache-2.0
internal import Kernel
internal import SealAuthN

/// Whether this machine's clock agrees with another: tokens say when they were made.
struct ClockCheck: Check {
    static let name = "clock"

    /// Whose clock the other is.
    let about: String
    let own: WallTime
    let other: Seen<WallTime>

    /// What a server allows tokens to be off.
    static let allowed = TokenClaims.skew.components.seconds

    var findings: [Finding] {
        other.findings(Self.name, about) { other in
            let difference = own.seconds - other.seconds
            let seconds = abs(difference)
            guard seconds <= Self.allowed else {
                let way = difference > 0 ? "ahead" : "behind"
                return [
                    Finding(
                        check: Self.name, about: about, state: .failed,
                        says: "\(seconds) s \(way), and \(Self.allowed) are allowed: one of the two clocks is wrong",
                        fix: "timedatectl set-ntp true")
                ]
            }
            return [Finding(check: Self.name, about: about, state: .ok, says: "\(seconds) s apart")]
        }
    }
}
