// SPDX-License-Identifier: Apache-2.0
internal import Bytes
internal import Crypto
internal import Kernel
internal import SuiLedger
internal import WorkerProtocol

/// Nonces: given out to anybody, redeemed once each, for the purpose, by the address and over the server's key that they were given
/// out for.
///
/// Nothing is kept of what is given out, so that no flood of strangers can fill anything: a nonce is `time 8 ‖ chance 8 ‖ code 16`, and
/// the code, under a key that all controllers share, is over all that it is for. What is kept is what was redeemed here, until it would have
/// expired anyway; only stakers get that far, and each of them has a share. So that none is redeemed twice by two controllers, the leader alone redeems,
/// and none that was given out before it began to lead.
final class ChallengeBook: Sendable {
    private let settings: JoinSettings
    private let keys: NonceKeyRing
    private let state: Locked<State>

    private static let timeLength = 8
    private static let headLength = 16

    private struct State {
        /// When each nonce that was redeemed was given out, and to whom.
        var redeemed: [Bytes32: (address: Address, issued: UInt64)] = [:]
        var tries: [Address: Int] = [:]
        /// The latest time that was seen: a clock that is set back makes nothing young again.
        var latest: UInt64 = 0
        var swept: UInt64 = 0
    }

    /// A book with these keys.
    init(_ settings: JoinSettings, keys: NonceKeyRing) {
        self.settings = settings
        self.keys = keys
        state = Locked(State())
    }

    /// How many redeemed nonces are remembered.
    var count: Int { state.withLock { $0.redeemed.count } }

    /// Gives a nonce out.
    func issue(
        _ request: ChallengeRequest, cluster: Address, serverKey: Bytes32, now: WallTime
    ) throws(CryptoError) -> Challenge {
        let issued = state.withLock { state in
            state.latest = max(state.latest, now.milliseconds)
            return state.latest
        }
        var head: [UInt8] = []
        for shift in stride(from: 56, through: 0, by: -8) { head.append(UInt8(truncatingIfNeeded: issued >> shift)) }
        head += try randomBytes(Self.headLength - Self.timeLength)
        let message = Self.message(head, request.purpose, request.address, serverKey)
        let code = Self.cut(try keys.code(message))
        let bytes = head + code
        return Challenge(
            nonce: Bytes32(bytes.span) ?? Bytes32(), cluster: cluster, serverKey: serverKey, issuedMilliseconds: issued,
            expiresMilliseconds: issued + lifetime)
    }

    /// Redeems a nonce that was given out since `term`: from here on it is none, whatever becomes of what it was signed for.
    func redeem(
        _ nonce: Bytes32, _ purpose: ChallengePurpose, address: Address, serverKey: Bytes32, since term: WallTime,
        now: WallTime
    ) throws(JoinRefusal) {
        let bytes = nonce.bytes
        let head = Array(bytes[..<Self.headLength])
        let message = Self.message(head, purpose, address, serverKey)
        let expected: [Bytes32]
        do throws(CryptoError) { expected = try keys.codes(message) } catch { throw .failed }
        let given = Array(bytes[Self.headLength...])
        guard expected.contains(where: { constantTimeEqual(Self.cut($0).span, given.span) }) else {
            throw .challengeUnknown
        }
        let issued = head[..<Self.timeLength].reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        try state.withLock { state throws(JoinRefusal) in
            state.latest = max(state.latest, now.milliseconds)
            guard state.latest < issued + lifetime else { throw .challengeExpired }
            // Whoever led before may have redeemed it.
            guard issued >= term.milliseconds else { throw .challengeEarlier }
            guard state.redeemed[nonce] == nil else { throw .challengeUsed }
            if state.latest >= state.swept + lifetime / 4 { sweep(&state) }
            guard state.tries[address, default: 0] < settings.triesPerAddress else { throw .tooManyTries }
            guard state.redeemed.count < settings.rememberedNonces else { throw .overloaded }
            state.redeemed[nonce] = (address, issued)
            state.tries[address, default: 0] += 1
        }
    }

    private var lifetime: UInt64 { settings.challengeLifetime.wholeNanoseconds / 1_000_000 }

    /// Forgets what is too old to be redeemed again.
    private func sweep(_ state: inout State) {
        let latest = state.latest
        state.swept = latest
        state.redeemed = state.redeemed.filter { latest < $0.value.issued + lifetime }
        state.tries = state.redeemed.values.reduce(into: [:]) { $0[$1.address, default: 0] += 1 }
    }

    /// All that a nonce is for; everything before the purpose has one length.
    private static func message(
        _ head: [UInt8], _ purpose: ChallengePurpose, _ address: Address, _ serverKey: Bytes32
    ) -> [UInt8] {
        head + address.raw.bytes + serverKey.bytes + Array(purpose.rawValue.utf8)
    }

    /// As much of a code as there is room for.
    private static func cut(_ code: Bytes32) -> [UInt8] { Array(code.bytes.prefix(Bytes32.count - headLength)) }
}

extension WallTime {
    /// Whole milliseconds since 1970; 0 before.
    var milliseconds: UInt64 { UInt64(max(nanoseconds, 0)) / 1_000_000 }
}
