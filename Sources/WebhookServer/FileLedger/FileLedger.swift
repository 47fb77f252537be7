// SPDX-License-Identifier: Apache-2.0
public import Configuration
public import Crypto
public import Kernel
internal import SealAuthN
internal import Synchronization

/// A ledger in a file: stakes, and the hashes of tokens.
///
/// For trials and for clusters that reach no chain. The file is read whole and swapped whole: a reader sees one
/// state or the next, never half of one, and a bad file leaves the last good state in force.
public final class FileLedger: Sendable {
    /// What a look at the file led to.
    public enum Reload: Sendable {
        /// It is the file that was read last, good or bad.
        case unchanged
        /// A new state is in force.
        case reloaded(Summary)
        /// The file cannot be used; the last good state stays.
        case failed(ConfigurationError)
    }

    /// What a state holds, for a log and for gauges.
    public struct Summary: Sendable, Equatable {
        /// Owners with a stake.
        public let stakes: Int
        /// Seals, the dead ones included.
        public let seals: Int
    }

    private struct Reloading {
        var watch: FileWatch<LedgerSnapshot>
        var retired = RetiredStates<LedgerSnapshot>()
    }

    /// The file's path.
    public let path: String
    /// The cluster whose tokens these are; it cannot change while we run.
    public let clusterId: Bytes32

    private let maxSize: Int
    private let current: Locked<LedgerSnapshot>
    private let reloading: Locked<Reloading>
    // Rises after each swap: readers look here before every decision, and take the lock only when it moved.
    private let version = Atomic<Int>(0)

    /// Reads the file for the first time; without a good one there is no ledger.
    public init(path: String, maxSize: Int, now: WallTime = .now) throws(ConfigurationError) {
        var watch = FileWatch<LedgerSnapshot>()
        let snapshot: LedgerSnapshot
        let look = watch.look(at: path, maxSize: maxSize, now: now) { bytes throws(ConfigurationError) in
            try LedgerFileReader.read(bytes, name: path)
        }
        switch look {
        case .changed(let read): snapshot = read
        case .failed(let error): throw error
        case .unchanged: throw ConfigurationError([])
        }
        self.path = path
        self.maxSize = maxSize
        clusterId = snapshot.clusterId
        current = Locked(snapshot)
        reloading = Locked(Reloading(watch: watch))
    }

    /// Reads a ledger's bytes as a file of that `name` would be read; puts nothing in force.
    public static func check(_ bytes: Span<UInt8>, name: String) throws(ConfigurationError) -> Summary {
        let snapshot = try LedgerFileReader.read(bytes, name: name)
        return Summary(stakes: snapshot.stakeCount, seals: snapshot.sealCount)
    }

    /// Looks whether the file changed, and takes the new state if it is a good one.
    ///
    /// To be called now and then, from one thread that may wait: a large file takes seconds to read.
    public func reloadIfChanged(now: WallTime = .now) -> Reload {
        reloading.withLock { reloading in
            reloading.retired.release()
            let look = reloading.watch.look(at: path, maxSize: maxSize, now: now) {
                bytes throws(ConfigurationError) in try read(bytes)
            }
            switch look {
            case .unchanged: return .unchanged
            case .failed(let error): return .failed(error)
            case .changed(let snapshot):
                let former = current.withLock { current in
                    let former = current
                    current = snapshot
                    return former
                }
                if former !== snapshot { reloading.retired.retire(former) }
                version.add(1, ordering: .releasing)
                return .reloaded(Summary(stakes: snapshot.stakeCount, seals: snapshot.sealCount))
            }
        }
    }

    /// Reads a state of the same cluster: another one's tokens would be hashed otherwise.
    private func read(_ bytes: Span<UInt8>) throws(ConfigurationError) -> LedgerSnapshot {
        let snapshot = try LedgerFileReader.read(bytes, name: path)
        guard snapshot.clusterId == clusterId else {
            let reason = "is another cluster than at the start; restart to serve another cluster"
            throw ConfigurationError([Problem(.conflict, at: .file(path, nil), key: "clusterId", reason)])
        }
        return snapshot
    }

    /// What is in force.
    public var summary: Summary {
        let snapshot = snapshot
        return Summary(stakes: snapshot.stakeCount, seals: snapshot.sealCount)
    }

    /// The state in force; a lock for the length of one retain.
    var snapshot: LedgerSnapshot { current.withLock { $0 } }

    /// What each tier costs, in MIST.
    var prices: TierTable<UInt64> {
        let thresholds = snapshot.thresholds
        return TierTable { UInt64(thresholds[$0]) }
    }

    /// Which state is in force, without a lock.
    var currentVersion: Int { version.load(ordering: .acquiring) }
}
