// SPDX-License-Identifier: Apache-2.0
public import Configuration
public import Kernel
internal import PolicyFile
public import StakeRBAC
internal import Synchronization

/// The policy that decides: what is built in, or a file that is read again when it changes.
///
/// It is swapped whole, as an engine of its own; a bad file leaves the last good policy in force.
public final class PolicyStore: Sendable {
    /// What a look at the file led to.
    public enum Reload: Sendable {
        /// It is the file that was read last, good or bad; or there is none to look at.
        case unchanged
        /// A new policy is in force.
        case reloaded(Summary)
        /// The file cannot be used; the last good policy stays.
        case failed(ConfigurationError)
    }

    /// What is in force, for a log and for gauges.
    public struct Summary: Sendable, Equatable {
        /// Which policy it is.
        public let version: String
        /// What it weakens, and what has no effect.
        public let warnings: [String]
        /// When it was read.
        public let loaded: WallTime
    }

    private struct Reloading {
        var watch = FileWatch<Loaded>()
        var retired = RetiredStates<Engine>()
    }

    /// A policy that was read, with its engine.
    private final class Loaded: Sendable {
        let engine: Engine
        let summary: Summary

        init(_ policy: Policy, warnings: [String], at time: WallTime) {
            engine = Engine(policy)
            summary = Summary(version: policy.version, warnings: warnings, loaded: time)
        }
    }

    /// The file's path; `nil` where what is built in decides.
    public let path: String?

    private let loaded: Locked<Loaded>
    private let reloading: Locked<Reloading>
    // Rises after each swap: readers look here before every decision, and take the lock only when it moved.
    private let version = Atomic<Int>(0)

    /// What is built in decides.
    public init(now: WallTime = .now) {
        path = nil
        loaded = Locked(Loaded(Policy(), warnings: [], at: now))
        reloading = Locked(Reloading())
    }

    /// Reads the file for the first time; without a good one nothing starts.
    public init(path: String, now: WallTime = .now) throws(ConfigurationError) {
        var reloading = Reloading()
        let first: Loaded
        switch Self.look(&reloading.watch, at: path, now: now) {
        case .changed(let read): first = read
        case .failed(let error): throw error
        case .unchanged: throw ConfigurationError([])
        }
        self.path = path
        loaded = Locked(first)
        self.reloading = Locked(reloading)
    }

    /// Looks whether the file changed, and takes the new policy if it is a good one.
    ///
    /// To be called now and then, from one thread that may wait.
    public func reloadIfChanged(now: WallTime = .now) -> Reload {
        guard let path else { return .unchanged }
        return reloading.withLock { reloading in
            reloading.retired.release()
            switch Self.look(&reloading.watch, at: path, now: now) {
            case .unchanged: return .unchanged
            case .failed(let error): return .failed(error)
            case .changed(let new):
                let former = loaded.withLock { loaded in
                    let former = loaded
                    loaded = new
                    return former
                }
                if former !== new { reloading.retired.retire(former.engine) }
                version.add(1, ordering: .releasing)
                return .reloaded(new.summary)
            }
        }
    }

    /// What is in force, behind a lock for the length of one retain.
    ///
    /// A loop asks an ``EngineReader`` of its own.
    public var current: Engine { loaded.withLock { $0.engine } }

    /// What is in force, for people.
    public var summary: Summary { loaded.withLock { $0.summary } }

    /// Which policy is in force, without a lock.
    var currentVersion: Int { version.load(ordering: .acquiring) }

    private static func look(_ watch: inout FileWatch<Loaded>, at path: String, now: WallTime) -> FileWatch<Loaded>.Look
    {
        watch.look(at: path, maxSize: PolicyFile.maxSize, now: now) { bytes throws(ConfigurationError) in
            let read = try PolicyFile.parse(bytes, name: path, now: now)
            return Loaded(read.policy, warnings: read.warnings, at: now)
        }
    }
}
