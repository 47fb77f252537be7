// SPDX-License-Identifier: Apache-2.0
public import Attestation
public import Crypto
internal import Kernel

/// Takes an enclave's state out as sealed snapshots, and one of them in again when the enclave starts.
///
/// A snapshot counts once the chain has its number and digest. What is restored must be the last that the chain has: an older one
/// would bring back whom the cluster has thrown out since.
public final class StateKeeper: Sendable {
    /// What is kept, and where.
    public struct Settings: Sendable {
        /// Which cluster.
        public var cluster: Bytes32
        /// Which code this is.
        public var measurements: Bytes32
        /// What is kept.
        public var parts: [StatePart]
        /// A folder in memory, for the last snapshot and for one that comes in.
        public var spool: String
        /// How much.
        public var limits = StateLimits()

        /// Names what is kept.
        public init(cluster: Bytes32, measurements: Bytes32, parts: [StatePart], spool: String) {
            self.cluster = cluster
            self.measurements = measurements
            self.parts = parts
            self.spool = spool
        }
    }

    /// A snapshot that was made.
    public struct Saved: Hashable, Sendable {
        /// What the enclave signs.
        public let claim: StateClaim
        /// How many bytes it has.
        public let size: UInt64
        /// Where it lies.
        public let path: String
    }

    /// Runs what it is given while no program changes a file of the state; false if one could have.
    public typealias Stillness = @Sendable (() -> Void) -> Bool

    private struct Progress {
        /// The last number that was given to a snapshot, or restored.
        var sequence: UInt64 = 0
        var isRestored = false
        /// Programs run: what they have open is not replaced any more.
        var isClosed = false
    }

    private let settings: Settings
    private let secrets: SecretStore
    private let whileStill: Stillness
    private let progress = Locked(Progress())
    /// One snapshot at a time, and none while another is restored.
    private let work = Locked(())

    /// Gets ready; `secrets` has the key and the chain's floor once they were provisioned.
    public init(_ settings: Settings, _ secrets: SecretStore, whileStill: @escaping Stillness) {
        self.settings = settings
        self.secrets = secrets
        self.whileStill = whileStill
    }

    /// Whether a snapshot must come in before a program may start: the chain has one, and a cluster that began anew would contradict it.
    public var awaitsRestore: Bool {
        guard let floor = secrets.floor else { return false }
        return floor.sequence > 0 && !progress.withLock { $0.isRestored }
    }

    /// From here on programs run, and nothing is restored any more.
    public func close() { progress.withLock { $0.isClosed = true } }

    /// Makes a snapshot, in the place of the last.
    public func save() throws(StateFailure) -> Saved {
        try work.withLock { _ throws(StateFailure) in try saveAlone() }
    }

    private func saveAlone() throws(StateFailure) -> Saved {
        guard let key = secrets.held(.stateKey), let floor = secrets.floor else { throw StateFailure(.noKey) }
        guard !awaitsRestore else { throw StateFailure(.old) }
        let last = max(floor.sequence, progress.withLock { $0.sequence })
        guard last < .max else { throw StateFailure(.tooLarge) }
        let header = SnapshotHeader(
            cluster: settings.cluster, sequence: last + 1, measurements: settings.measurements)
        let path = "\(settings.spool)/snapshot"
        do throws(FileError) { try Folder.make(for: path) } catch { throw StateFailure(.notWritten, path) }
        var result: Result<SnapshotWriter.Outcome, StateFailure> = .failure(StateFailure(.unreadable))
        let wasStill = whileStill { result = Self.written(path, header, key.secret, settings) }
        guard wasStill else { throw StateFailure(.changed) }
        let outcome = try result.get()
        // A number is never given twice, whether or not anybody took the snapshot away.
        progress.withLock { $0.sequence = last + 1 }
        let claim = StateClaim(cluster: settings.cluster, sequence: last + 1, root: outcome.root)
        return Saved(claim: claim, size: outcome.size, path: path)
    }

    private static func written(
        _ path: String, _ header: SnapshotHeader, _ key: borrowing Secret, _ settings: Settings
    ) -> Result<SnapshotWriter.Outcome, StateFailure> {
        do throws(StateFailure) {
            var writer = try SnapshotWriter.begin(path, header, key: key)
            try ArchiveWriter(limits: settings.limits).write(settings.parts, to: &writer)
            return .success(try writer.finish())
        } catch { return .failure(error) }
    }

    /// Where a snapshot that comes in is put, of at most this size.
    func incoming() throws(StateFailure) -> (path: String, limit: UInt64) {
        let path = "\(settings.spool)/incoming"
        do throws(FileError) { try Folder.make(for: path) } catch { throw StateFailure(.notWritten, path) }
        return (path, settings.limits.snapshot)
    }

    /// Whether a snapshot that is claimed to be this one may come in at all.
    public func check(_ claim: StateClaim) throws(StateFailure) {
        guard secrets.held(.stateKey) != nil, let floor = secrets.floor else { throw StateFailure(.noKey) }
        let (isClosed, isRestored) = progress.withLock { ($0.isClosed, $0.isRestored) }
        guard !isClosed else { throw StateFailure(.tooLate) }
        guard !isRestored else { throw StateFailure(.occupied) }
        guard claim.cluster == settings.cluster else { throw StateFailure(.foreign) }
        guard claim.sequence >= floor.sequence else { throw StateFailure(.old) }
        guard claim.sequence == floor.sequence else { throw StateFailure(.uncommitted) }
        guard claim.root == floor.root else { throw StateFailure(claim.sequence == 0 ? .uncommitted : .other) }
    }

    /// Takes a snapshot in: all of it, or nothing where it is not what the chain has.
    public func restore(_ claim: StateClaim, from path: String) throws(StateFailure) {
        try work.withLock { _ throws(StateFailure) in try restoreAlone(claim, from: path) }
    }

    private func restoreAlone(_ claim: StateClaim, from path: String) throws(StateFailure) {
        try check(claim)
        guard let key = secrets.held(.stateKey) else { throw StateFailure(.noKey) }
        let reader = SnapshotReader(path: path, limits: settings.limits)
        guard try reader.root() == claim.root else { throw StateFailure(.torn) }
        let header = try reader.header()
        guard header.cluster == settings.cluster else { throw StateFailure(.foreign) }
        guard header.sequence == claim.sequence else { throw StateFailure(.other) }
        for part in settings.parts { try Self.checkVacant(part) }
        // Whatever goes wrong, no half of a state is left to be taken for one.
        defer { for part in settings.parts { try? Folder.remove(part.incoming) } }
        try unpack(reader, key.secret)
        // Only now is it known to be whole. A move that fails ends the boot: nothing runs on half a state.
        for part in settings.parts { try Self.move(part) }
        progress.withLock {
            $0.isRestored = true
            $0.sequence = claim.sequence
        }
    }

    private func unpack(_ reader: SnapshotReader, _ key: borrowing Secret) throws(StateFailure) {
        let parts = settings.parts
        for part in parts {
            do throws(FileError) { try Folder.remove(part.incoming) } catch {
                throw StateFailure(.notWritten, part.incoming)
            }
        }
        var unpacker = ArchiveUnpacker(limits: settings.limits) { name in
            parts.lazy.compactMap { $0.incoming(name) }.first
        }
        try reader.open(key, into: &unpacker)
        try unpacker.finish()
    }

    /// Makes sure that nothing would be overwritten.
    private static func checkVacant(_ part: StatePart) throws(StateFailure) {
        do throws(FileError) {
            switch try Folder.kind(of: part.path) {
            case nil: return
            case .folder where try Folder.entries(in: part.path, limit: 1).isEmpty: return
            default: throw FileError.notRegular
            }
        } catch { throw StateFailure(.occupied, part.path) }
    }

    private static func move(_ part: StatePart) throws(StateFailure) {
        do throws(FileError) {
            // A part that was not there when the snapshot was made is not there now.
            guard try Folder.kind(of: part.incoming) != nil else { return }
            if let owner = part.owner { try Folder.give(part.incoming, to: owner) }
            try Folder.rename(part.incoming, to: part.path)
        } catch { throw StateFailure(.notWritten, part.path) }
    }
}
