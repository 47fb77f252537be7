// SPDX-License-Identifier: Apache-2.0
internal import Bytes
internal import Kernel

/// One connection that was accepted, and the one that it is carried on by; the loop's thread alone touches it.
final class ForwardPair {
    /// Where it stands.
    enum Phase {
        /// The target's name is being looked up.
        case lookingUp
        /// A target is being connected to; these may be tried if it does not answer.
        case connecting(others: [Endpoint])
        /// Bytes move.
        case open
    }

    let rule: Int
    let slot: Int
    let generation: UInt32
    let source: ForwardSide
    /// There once the phase is no longer `lookingUp`.
    var target: ForwardSide?
    var phase = Phase.lookingUp
    var toTarget = ForwardChannel()
    var toSource = ForwardChannel()
    /// When something must have happened.
    var deadline: Monotonic
    /// When the target must have been reached.
    let connectDeadline: Monotonic
    /// Whether it waits for its turn.
    var isQueued = false

    init(rule: Int, slot: Int, generation: UInt32, source: consuming Descriptor, connectDeadline: Monotonic) {
        self.rule = rule
        self.slot = slot
        self.generation = generation
        self.source = ForwardSide(source)
        self.connectDeadline = connectDeadline
        deadline = connectDeadline
    }

    /// What epoll reports for the source; the target's has its last bit set.
    ///
    /// A slot that was given to another cannot be woken by an old event.
    var token: UInt64 { UInt64(generation) << 32 | UInt64(slot) << 1 }

    /// How a turn ended.
    enum Turn: Equatable {
        /// There is more to do at once.
        case again
        /// The next event decides; whether bytes have moved.
        case wait(moved: Bool)
        /// It is over; `nil` is an orderly end.
        case over(ForwardFailure?)
    }

    /// Lets both directions move; `tally` hears how much.
    func move(through room: inout ByteBuffer, _ limits: ForwardLimits, _ tally: ForwardTally) -> Turn {
        guard let target else { return .wait(moved: false) }
        defer { tally.carry(toTarget: toTarget.takeWritten(), toSource: toSource.takeWritten()) }
        do throws(SystemError) {
            let ahead = try toTarget.move(
                from: source, to: target, through: &room, limit: limits.buffer, quantum: limits.quantum)
            if ahead == .sourceGone { return .over(.sourceReset) }
            let back = try toSource.move(
                from: target, to: source, through: &room, limit: limits.buffer, quantum: limits.quantum)
            if back == .sourceGone { return .over(.targetReset) }
            if toTarget.isOver, toSource.isOver { return .over(failure) }
            if ahead == .again || back == .again { return .again }
            return .wait(moved: toTarget.hasWritten || toSource.hasWritten)
        } catch {
            return .over(.system)
        }
    }

    /// Why an end is not orderly: one of both was no longer there to be written to.
    private var failure: ForwardFailure? {
        if toTarget.state == .broken { return .targetReset }
        return toSource.state == .broken ? .sourceReset : nil
    }
}
