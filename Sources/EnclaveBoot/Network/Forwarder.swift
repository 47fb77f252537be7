// SPDX-License-Identifier: Apache-2.0
public import Kernel

/// Carries connections through: an enclave has no network but vsock, and what runs in it knows only TCP.
///
/// The same code serves both sides, the enclave's and its parent's. It sees bytes and no meaning: whatever is secret is encrypted
/// inside the enclave and beyond the network. Making one binds its endpoints; ``start()`` carries.
public final class Forwarder: Sendable {
    private let loop: ForwardLoop
    private let resolver: NameResolver
    private let thread = Locked<SharedThread?>(nil)

    /// Where each rule's connections are taken, in order; the port is the real one where 0 was asked for.
    public let endpoints: [Endpoint]

    /// Why a forwarder cannot start.
    public enum StartFailure: Error, Sendable, CustomStringConvertible {
        /// A rule's connections cannot be taken.
        case listen(rule: String, SystemError)
        /// There are more rules than ``Forwarder/maximumRules``, or two of one name.
        case rules
        /// The loop cannot be made.
        case system(SystemError)

        /// One sentence for a log.
        public var description: String {
            switch self {
            case .listen(let rule, let error): "cannot listen for \(rule): \(error)"
            case .rules: "there are more than \(maximumRules) ways to forward, or two of one name"
            case .system(let error): error.description
            }
        }
    }

    /// How many rules there may be.
    public static let maximumRules = ForwardDoors.maximum

    /// Binds and checks; carries nothing yet.
    public convenience init(
        _ rules: [ForwardRule], limits: ForwardLimits = ForwardLimits(),
        onEvent: @escaping @Sendable (ForwardEvent) -> Void
    ) throws(StartFailure) {
        try self.init(rules, limits: limits, lookUp: NameResolver.system, onEvent: onEvent)
    }

    init(
        _ rules: [ForwardRule], limits: ForwardLimits, lookUp: @escaping NameResolver.LookUp,
        onEvent: @escaping @Sendable (ForwardEvent) -> Void
    ) throws(StartFailure) {
        guard rules.count <= Self.maximumRules, Set(rules.map(\.name)).count == rules.count else { throw .rules }
        resolver = NameResolver(limit: limits.lookUps, lookUp: lookUp)
        let loop: ForwardLoop
        do throws(SystemError) {
            loop = try ForwardLoop(rules, limits: limits, resolver: resolver, onEvent: onEvent)
        } catch {
            throw .system(error)
        }
        var endpoints: [Endpoint] = []
        for rule in rules {
            do throws(SystemError) {
                let socket = try rule.source.listen()
                endpoints.append(try Self.bound(rule.source, socket))
                try loop.doors.add(socket, to: loop.poller)
            } catch {
                throw .listen(rule: rule.name, error)
            }
        }
        self.loop = loop
        self.endpoints = endpoints
    }

    deinit { stop() }

    /// Carries, on a thread of its own.
    public func start() throws(SystemError) {
        let (loop, resolver) = (loop, resolver)
        if loop.rules.contains(where: { $0.target.isName }) {
            let thread = try BackgroundThread(name: "names") {
                resolver.run { loop.inbox.post(.found($1, token: $0.token)) }
            }
            // Nobody waits for it: a name that nobody answers for would hold up the end.
            _ = consume thread
        }
        let thread = try SharedThread(name: "forward") { loop.run() }
        self.thread.withLock { $0 = thread }
        for (rule, endpoint) in zip(loop.rules, endpoints) {
            loop.onEvent(.listening(rule: rule.name, endpoint: endpoint))
        }
    }

    /// Accepts no more, and cuts what is still open after `duration`.
    public func drain(for duration: Duration) { loop.inbox.post(.drain(duration)) }

    /// Cuts what is open and ends.
    public func stop() {
        resolver.stop()
        loop.inbox.post(.stop)
    }

    /// Waits for the end: until all is drained or stopped.
    public func waitUntilStopped() {
        let thread = thread.withLock { $0 }
        thread?.join()
        resolver.stop()
    }

    /// What each rule has carried so far, in order.
    public var statistics: [ForwardStatistics] { loop.tallies.map(\.statistics) }

    private static func bound(_ asked: Endpoint, _ socket: borrowing Descriptor) throws(SystemError) -> Endpoint {
        guard case .tcp = asked, let address = try SocketAddress.local(of: socket) else { return asked }
        return .tcp(address)
    }
}

extension ForwardTarget {
    /// Whether it must be looked up.
    var isName: Bool {
        if case .host = self { true } else { false }
    }
}
