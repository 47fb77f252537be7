// SPDX-License-Identifier: Apache-2.0
import Crypto
import Glibc
import Kernel
import NSM

@testable import EnclaveBoot

/// A machine made of values: it notes what is done to it, and fails where a test says so.
final class FakeSystem: BootSystem {
    /// What a step asks of the machine.
    enum Call: String, CaseIterable {
        case mount, heartbeat, loopback, entropy, randomness, setClock, open, hide, certificate, authority, serve
        case secrets
    }

    private struct State {
        var calls: [Call] = []
        var mounts: [Mount] = []
        var faults: [Call: Int] = [:]
        var moment: Moment
        var pauses: [Duration] = []
        var entropy: [[UInt8]] = []
        var texts: [String: String] = [
            "/sys/class/misc/hw_random/rng_current": "nsm-hwrng",
            "/sys/devices/system/clocksource/clocksource0/current_clocksource": "kvm-clock",
        ]
        var served: [BootedEnclave] = []
    }

    private let state: Locked<State>
    private let transport: any NSMTransport

    init(_ transport: any NSMTransport, at wall: WallTime) {
        self.transport = transport
        state = Locked(State(moment: Moment(monotonic: Monotonic(nanoseconds: 0), wall: wall)))
    }

    /// Has a call fail so many times; for ever with `.max`.
    func fail(_ call: Call, times: Int = .max) { state.withLock { $0.faults[call] = times } }

    /// Changes what the kernel shows.
    func show(_ text: String?, at path: String) { state.withLock { $0.texts[path] = text } }

    var calls: [Call] { state.withLock { $0.calls } }
    var mounts: [Mount] { state.withLock { $0.mounts } }
    var pauses: [Duration] { state.withLock { $0.pauses } }
    var entropy: [[UInt8]] { state.withLock { $0.entropy } }
    var served: [BootedEnclave] { state.withLock { $0.served } }

    private func note(_ call: Call) throws(SystemError) {
        let isFault = state.withLock { state in
            state.calls.append(call)
            let left = state.faults[call, default: 0]
            if left > 0, left < .max { state.faults[call] = left - 1 }
            return left > 0
        }
        if isFault { throw SystemError(call: "fault", errno: EIO) }
    }

    private func noteStep(_ call: Call) throws(BootFailure) {
        do throws(SystemError) { try note(call) } catch { throw BootFailure(error.description) }
    }

    func mount(_ mount: Mount) throws(SystemError) {
        try note(.mount)
        state.withLock { $0.mounts.append(mount) }
    }

    func beatHeart() throws(StreamError) {
        do throws(SystemError) { try note(.heartbeat) } catch { throw .system(error) }
    }

    func raiseLoopback() throws(SystemError) { try note(.loopback) }

    func kernelText(_ path: String) -> String? { state.withLock { $0.texts[path] } }

    func addEntropy(_ bytes: [UInt8]) throws(SystemError) {
        try note(.entropy)
        state.withLock { $0.entropy.append(bytes) }
    }

    func isRandomnessReady() throws(SystemError) -> Bool {
        state.withLock { $0.calls.append(.randomness) }
        return state.withLock { $0.faults[.randomness, default: 0] } == 0
    }

    /// Goes on by a millisecond with every look.
    var now: Moment {
        state.withLock { state in
            state.moment.monotonic = state.moment.monotonic.advanced(by: .milliseconds(1))
            return state.moment
        }
    }

    func setClock(_ time: WallTime) throws(SystemError) {
        try note(.setClock)
        state.withLock { $0.moment.wall = time }
    }

    func pause(_ duration: Duration) { state.withLock { $0.pauses.append(duration) } }

    func openModule(_ address: BootConfiguration.SecurityModuleAddress) throws(BootFailure) -> SecurityModule {
        try noteStep(.open)
        return try BootFailure.ofSystem { () throws(SystemError) in try SecurityModule(transport) }
    }

    func hideModule(_ address: BootConfiguration.SecurityModuleAddress) throws(SystemError) { try note(.hide) }

    func writeCertificate(_ keys: EnclaveKeys, _ files: TLSFiles, now: WallTime) throws(BootFailure) -> WallTime {
        try noteStep(.certificate)
        // In the year 2100: no test is there when it is renewed.
        return WallTime(seconds: 4_102_444_800)
    }

    func writeLoopback(_ files: LoopbackFiles, now: WallTime) throws(BootFailure) { try noteStep(.authority) }

    func serve(_ enclave: BootedEnclave) throws(BootFailure) {
        try noteStep(.serve)
        state.withLock { $0.served.append(enclave) }
    }

    func receiveSecrets(_ enclave: BootedEnclave) throws(BootFailure) { try noteStep(.secrets) }
}
