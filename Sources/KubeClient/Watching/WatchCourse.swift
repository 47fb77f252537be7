// SPDX-License-Identifier: Apache-2.0
internal import Kernel

/// Decides how objects are followed: when they are listed, from which version they are watched, what is told.
///
/// Pure: it is told the time and what came, and says what to do. Everything is listed, in parts; then it is watched from the version
/// of the list on. A watch that ends goes on from the last version that it told of. Where that is too old, or the apiserver does not take
/// it, everything is listed again, and what has changed or is gone since is told: so nobody who listens has to list anything.
struct WatchCourse: Sendable {
    /// Something that happened.
    enum Input: Sendable {
        /// A part of the list came.
        case page(ask: Int, [KubeItem], continuation: String?, version: String)
        /// A part of the list did not come.
        case listFailed(ask: Int, KubeError)
        /// The watch brought something.
        case event(stream: Int, WatchLine)
        /// The watch is over; without an error, as agreed.
        case ended(stream: Int, KubeError?)
        /// Time passed.
        case tick
    }

    /// Something to do.
    enum Action: Hashable, Sendable {
        case list(ask: Int, limit: Int, continuation: String?)
        case watch(stream: Int, from: String, seconds: Int)
        case close(stream: Int)
        case tell(KubeWatchEvent)
    }

    private enum Phase: Hashable { case resting, listing, watching }

    /// How long an apiserver is asked to go on with one watch: it forgets nobody for longer, and all do not come back at once.
    static let watchSeconds = 300...600
    /// A watch that lasted so long has gone well, however it ended.
    static let probation = Duration.seconds(10)
    /// The bound of the first wait after a failure; it doubles.
    static let firstWait = Duration.milliseconds(500)
    /// The bound that is not exceeded.
    static let longestWait = Duration.seconds(30)
    /// The longest wait that an apiserver can ask for.
    static let longestAsked = Duration.seconds(60)

    /// When to say that time has passed.
    private(set) var alarm: Monotonic?

    private var phase = Phase.resting
    private var known: [KubeItem.Key: (uid: String, version: String)] = [:]
    private var seen: Set<KubeItem.Key> = []
    /// From where a watch can go on; without it everything is listed.
    private var version: String?
    private var number = 0
    private var pageSize: Int
    private var failures = 0
    private var beganAt = Monotonic(nanoseconds: 0)
    private var actions: [Action] = []

    init(pageSize: Int) { self.pageSize = max(1, pageSize) }

    /// Takes in what happened, and says what is to be done.
    mutating func take(
        _ input: Input, at now: Monotonic, using dice: inout some RandomNumberGenerator
    ) -> [Action] {
        switch input {
        case .tick:
            guard phase == .resting, alarm.map({ $0 <= now }) ?? true else { break }
            goOn(now, using: &dice)
        case .page(let ask, let items, let continuation, let version):
            guard phase == .listing, ask == number else { break }
            takePage(items, continuation, version, now, using: &dice)
        case .listFailed(let ask, let error):
            guard phase == .listing, ask == number else { break }
            if error.code == .tooLarge { pageSize = max(1, pageSize / 2) }
            rest(after: error, now, using: &dice)
        case .event(let stream, let line):
            guard phase == .watching, stream == number else { break }
            takeLine(line, now, using: &dice)
        case .ended(let stream, let error):
            guard phase == .watching, stream == number else { break }
            ended(error, now, using: &dice)
        }
        defer { actions = [] }
        return actions
    }

    /// Watches from where it was, or lists.
    private mutating func goOn(_ now: Monotonic, using dice: inout some RandomNumberGenerator) {
        alarm = nil
        number += 1
        guard let version else {
            phase = .listing
            seen = []
            actions.append(.list(ask: number, limit: pageSize, continuation: nil))
            return
        }
        phase = .watching
        beganAt = now
        let seconds = Int.random(in: Self.watchSeconds, using: &dice)
        actions.append(.watch(stream: number, from: version, seconds: seconds))
    }

    private mutating func takePage(
        _ items: [KubeItem], _ continuation: String?, _ version: String, _ now: Monotonic,
        using dice: inout some RandomNumberGenerator
    ) {
        for item in items {
            seen.insert(item.key)
            note(item)
        }
        if let continuation {
            number += 1
            actions.append(.list(ask: number, limit: pageSize, continuation: continuation))
            return
        }
        let gone = known.filter { !seen.contains($0.key) }
        // In an order that can be foreseen.
        for (key, state) in gone.sorted(by: { ($0.key.namespace, $0.key.name) < ($1.key.namespace, $1.key.name) }) {
            forget(key, state)
        }
        seen = []
        self.version = version
        actions.append(.tell(.synced))
        goOn(now, using: &dice)
    }

    private mutating func takeLine(
        _ line: WatchLine, _ now: Monotonic, using dice: inout some RandomNumberGenerator
    ) {
        switch line {
        case .present(let item):
            note(item)
            version = item.resourceVersion
        case .absent(let item):
            if let state = known.removeValue(forKey: item.key) {
                actions.append(.tell(.removed(state.uid == item.uid ? item : Self.gone(item.key, state))))
            }
            version = item.resourceVersion
        case .bookmark(let version): self.version = version
        case .failure(let error):
            actions.append(.close(stream: number))
            ended(error, now, using: &dice)
        }
    }

    /// Tells of an object what is not known yet.
    private mutating func note(_ item: KubeItem) {
        let old = known.updateValue((item.uid, item.resourceVersion), forKey: item.key)
        guard let old else { return actions.append(.tell(.added(item))) }
        if old.uid != item.uid {
            actions.append(.tell(.removed(Self.gone(item.key, old))))
            actions.append(.tell(.added(item)))
        } else if old.version != item.resourceVersion {
            actions.append(.tell(.changed(item)))
        }
    }

    private mutating func forget(_ key: KubeItem.Key, _ state: (uid: String, version: String)) {
        known[key] = nil
        actions.append(.tell(.removed(Self.gone(key, state))))
    }

    private static func gone(_ key: KubeItem.Key, _ state: (uid: String, version: String)) -> KubeItem {
        KubeItem(namespace: key.namespace, name: key.name, uid: state.uid, resourceVersion: state.version)
    }

    private mutating func ended(
        _ error: KubeError?, _ now: Monotonic, using dice: inout some RandomNumberGenerator
    ) {
        let wentWell = now.since(beganAt) >= Self.probation
        if wentWell { failures = 0 }
        if let error {
            rest(after: error, now, using: &dice)
        } else if wentWell {
            goOn(now, using: &dice)
        } else {
            // A watch that ends at once, again and again, must not become a loop without a pause.
            rest(now, using: &dice)
        }
    }

    private mutating func rest(
        after error: KubeError, _ now: Monotonic, using dice: inout some RandomNumberGenerator
    ) {
        actions.append(.tell(.failed(error)))
        if !Self.keepsVersion(error) { version = nil }
        rest(now, using: &dice)
        let asked = now.advanced(by: min(error.retryAfter ?? .zero, Self.longestAsked))
        alarm = max(alarm ?? asked, asked)
    }

    private mutating func rest(_ now: Monotonic, using dice: inout some RandomNumberGenerator) {
        phase = .resting
        var bound = Self.firstWait
        for _ in 0..<min(failures, 40) where bound < Self.longestWait { bound = min(bound * 2, Self.longestWait) }
        failures += 1
        let nanoseconds = Int64(clamping: bound.wholeNanoseconds)
        alarm = now.advanced(by: .nanoseconds(Int64.random(in: nanoseconds / 2...nanoseconds, using: &dice)))
    }

    /// Whether the version can still be good after a failure: what failed on the way says nothing about it.
    ///
    /// Not so an apiserver that refuses the question: the version may be too old, or, after an etcd was restored, from a future that has
    /// not come.
    private static func keepsVersion(_ error: KubeError) -> Bool {
        switch error.code {
        case .unreachable, .untrusted, .credentials, .unauthorized, .throttled, .unavailable, .cancelled: true
        case .timeout, .broken: error.status == nil
        case .forbidden, .notFound, .alreadyExists, .conflict, .gone, .invalid, .budget, .tooLarge, .serverError: false
        }
    }
}
