// SPDX-License-Identifier: Apache-2.0
internal import Crypto
internal import Kernel
internal import KubeClient
internal import Telemetry

/// Keeps a ring of keys to what all controllers share in a Secret beside their lease, on a thread of its own.
///
/// Whoever finds none makes it, and of two who do one is refused and takes the other's; the leader moves the keys on. Where the Secret cannot be
/// had, nonces are known by the controller alone that gave them out, and that is said once.
final class NonceKeyKeeper: Sendable {
    /// How often the Secret is looked at.
    static let interval = Duration.seconds(15)

    private let ring: NonceKeyRing
    private let door: any KubeDoor
    private let namespace: String
    private let name: String
    private let isLeader: @Sendable () -> Bool
    private let log: Log
    private let state = Monitor(State())
    private let thread = Locked<SharedThread?>(nil)

    private struct State {
        var isStopped = false
        var hasFailed = false
    }

    /// What a look came to.
    enum Look: Hashable, Sendable {
        /// The ring has what is in the Secret.
        case shared
        /// Somebody else wrote in between: look again.
        case again
        /// It could not be read or written.
        case failed(KubeError.Code)
        /// It is there and holds something else; it is not written over.
        case malformed
        /// No key can be made.
        case noChance
    }

    /// For the controllers that share a lease.
    init(
        _ ring: NonceKeyRing, _ door: any KubeDoor, namespace: String, lease: String, log: Log,
        isLeader: @escaping @Sendable () -> Bool
    ) {
        self.ring = ring
        self.door = door
        self.namespace = namespace
        name = NonceKeySecret.name(beside: lease)
        self.log = log
        self.isLeader = isLeader
    }

    /// Begins.
    func start() throws(SystemError) {
        let started = try SharedThread(name: "nonce-keys") { [self] in run() }
        thread.withLock { $0 = started }
    }

    /// Ends, and waits until nothing is under way.
    func stop() {
        state.withLock { $0.isStopped = true }
        state.notifyAll()
        thread.withLock { $0 }?.join()
    }

    private func run() {
        while true {
            let look = look(at: .now)
            say(look)
            let next = Monotonic.now.advanced(by: look == .again ? .milliseconds(100) : Self.interval)
            guard state.wait(until: next, for: { $0.isStopped ? true : nil }) == nil else { return }
        }
    }

    /// Looks at the Secret once, and makes it or moves it on where that is due.
    func look(at now: WallTime) -> Look {
        do throws(KubeError) {
            let reply = try door.perform(.get(.secrets, name, in: namespace))
            guard let secret = NonceKeySecret(json: reply.body.span) else { return .malformed }
            ring.take(secret.keys)
            guard isLeader(), secret.keys.isDue(at: now) else { return .shared }
            return try move(secret, at: now)
        } catch {
            guard error.code == .notFound else { return .failed(error.code) }
            return make(at: now)
        }
    }

    private func make(at now: WallTime) -> Look {
        let keys: SharedNonceKeys
        do throws(CryptoError) { keys = try .random(at: now) } catch { return .noChance }
        let body = NonceKeySecret.body(keys, name: name, namespace: namespace)
        do throws(KubeError) {
            _ = try door.perform(.create(.secrets, body, in: namespace))
            ring.take(keys)
            return .shared
        } catch {
            return error.code == .alreadyExists ? .again : .failed(error.code)
        }
    }

    private func move(_ secret: NonceKeySecret, at now: WallTime) throws(KubeError) -> Look {
        let keys: SharedNonceKeys
        do throws(CryptoError) { keys = try secret.keys.rotated(at: now) } catch { return .noChance }
        let body = NonceKeySecret.body(keys, name: name, namespace: namespace, version: secret.version)
        do throws(KubeError) {
            _ = try door.perform(.replace(.secrets, name, body, in: namespace))
        } catch {
            guard error.code == .conflict else { throw error }
            return .again
        }
        ring.take(keys)
        return .shared
    }

    private func say(_ look: Look) {
        let hadFailed = state.withLock { state in
            defer { if look != .again { state.hasFailed = look != .shared } }
            return state.hasFailed
        }
        switch look {
        case .again: break
        case .shared: if hadFailed { log.info("nonces are known by all controllers again") }
        case .failed(let code):
            guard !hadFailed else { return }
            log.warn(
                "the Secret of nonces cannot be had: other controllers do not know this one's",
                [.text("secret", "\(namespace)/\(name)"), .text("code", code.rawValue)])
        case .malformed:
            guard !hadFailed else { return }
            log.error(
                "the Secret of nonces holds something else: delete it, and it is made anew",
                [.text("secret", "\(namespace)/\(name)")])
        case .noChance:
            guard !hadFailed else { return }
            log.error("no keys for nonces can be made")
        }
    }
}
