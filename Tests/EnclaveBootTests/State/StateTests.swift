// SPDX-License-Identifier: Apache-2.0
import Attestation
import Bytes
import Crypto
import Glibc
import Kernel
import Testing

@testable import EnclaveBoot

/// A folder of a test's own.
final class StatePlace {
    let path: String

    init() throws {
        var template = Array("/tmp/state-test-XXXXXX".utf8CString)
        path = try #require(mkdtemp(&template).map { String(cString: $0) })
    }

    deinit { try? Folder.remove(path) }

    func write(_ name: String, _ bytes: [UInt8]) throws {
        try Folder.make(for: "\(path)/\(name)")
        try FileReplacement.write(bytes.span, to: "\(path)/\(name)", readers: .owner)
    }

    func read(_ name: String) -> [UInt8]? { try? FileContents.read("\(path)/\(name)", limit: 8 << 20).bytes }
}

/// Keeps what it takes.
private struct Collector: ArchiveSink {
    var bytes: [UInt8] = []

    mutating func take(_ bytes: Span<UInt8>) throws(StateFailure) { self.bytes += bytes.indices.map { bytes[$0] } }
}

@Suite struct ArchiveTests {
    private static func archive(
        _ place: StatePlace, _ parts: [String], limits: StateLimits = StateLimits()
    ) throws(StateFailure) -> [UInt8] {
        var collector = Collector()
        let parts = parts.map { StatePart(name: $0, path: "\(place.path)/\($0)") }
        try ArchiveWriter(limits: limits).write(parts, to: &collector)
        return collector.bytes
    }

    private static func unpack(
        _ bytes: [UInt8], _ place: StatePlace, limits: StateLimits = StateLimits(), pieces: Int = .max
    ) throws(StateFailure) {
        var unpacker = ArchiveUnpacker(limits: limits) { [path = place.path] in "\(path)/\($0)" }
        var start = 0
        while start < bytes.count {
            let end = min(bytes.count, start + min(pieces, bytes.count))
            let piece = Array(bytes[start..<end])
            try unpacker.take(piece.span)
            start = end
        }
        try unpacker.finish()
    }

    private static func failure(_ body: () throws(StateFailure) -> Void) -> StateFailure.Code? {
        do throws(StateFailure) {
            try body()
            return nil
        } catch { return error.code }
    }

    @Test func `files are written in one way, whatever the order they were made in`() throws {
        let place = try StatePlace()
        try place.write("b/a", [0x61])
        try place.write("b-c", [])
        try place.write("a", [1, 2])
        let bytes = try Self.archive(place, ["b", "a", "b-c", "absent"])
        // 1, length, name, size, bytes; 0.
        #expect(
            Hex.encode(bytes) == "01000161" + "0000000000000002" + "0102" + "010003622d63" + "0000000000000000"
                + "010003622f61" + "0000000000000001" + "61" + "00")
    }

    @Test(arguments: [1, 2, 7, 65_536, Int.max])
    func `what was packed is unpacked, in pieces of any size`(_ pieces: Int) throws {
        let (place, other) = (try StatePlace(), try StatePlace())
        let long = (0..<200_000).map { UInt8(truncatingIfNeeded: $0) }
        try place.write("data/state.db", long)
        try place.write("data/state.db-wal", [7])
        try place.write("data/state.db-shm", [8])
        try place.write("data/empty", [])
        let bytes = try Self.archive(place, ["data"])
        try Self.unpack(bytes, other, pieces: pieces)
        #expect(other.read("data/state.db") == long && other.read("data/state.db-wal") == [7])
        #expect(other.read("data/empty") == [])
        // What SQLite makes anew is left out.
        #expect(other.read("data/state.db-shm") == nil)
    }

    @Test func `links, devices and odd names are not packed`() throws {
        for make in [
            { (path: String) in _ = symlink("/etc/passwd", path + "/data/link") },
            { (path: String) in _ = mkfifo(path + "/data/pipe", 0o600) },
            { (path: String) in _ = close(open(path + "/data/a name", O_CREAT | O_WRONLY, 0o600)) },
        ] {
            let place = try StatePlace()
            try place.write("data/file", [1])
            make(place.path)
            #expect(Self.failure { () throws(StateFailure) in _ = try Self.archive(place, ["data"]) } == .oddEntry)
        }
        let place = try StatePlace()
        symlink("/etc", place.path + "/data")
        #expect(Self.failure { () throws(StateFailure) in _ = try Self.archive(place, ["data"]) } == .oddEntry)
    }

    @Test func `limits hold at both ends`() throws {
        let place = try StatePlace()
        try place.write("data/a", [1, 2, 3])
        try place.write("data/b", [4, 5])
        var limits = StateLimits()
        (limits.files, limits.bytes) = (2, 5)
        let bytes = try Self.archive(place, ["data"], limits: limits)
        try Self.unpack(bytes, try StatePlace(), limits: limits)
        for (files, count) in [(1, UInt64(5)), (2, 4)] {
            var small = StateLimits()
            (small.files, small.bytes) = (files, count)
            #expect(
                Self.failure { () throws(StateFailure) in _ = try Self.archive(place, ["data"], limits: small) }
                    == .tooLarge)
            let other = try StatePlace()
            #expect(
                Self.failure { () throws(StateFailure) in try Self.unpack(bytes, other, limits: small) } == .tooLarge)
        }
        limits.depth = 1
        #expect(
            Self.failure { () throws(StateFailure) in _ = try Self.archive(place, ["data"], limits: limits) }
                == .oddEntry)
    }

    // `1 ‖ length ‖ name ‖ size ‖ bytes`
    private static func entry(_ name: String, _ bytes: [UInt8]) -> [UInt8] {
        [1, 0, UInt8(name.utf8.count)] + Array(name.utf8) + [0, 0, 0, 0, 0, 0, 0, UInt8(bytes.count)] + bytes
    }

    @Test(arguments: ["../x", "/etc/x", "a/../../x", "a//b", ".", "..", "a/", "", "a b", "a\u{0}b", "ä"])
    func `no name leads out of the folder`(_ name: String) throws {
        let place = try StatePlace()
        let bytes = Self.entry(name, [1]) + [0]
        #expect(Self.failure { () throws(StateFailure) in try Self.unpack(bytes, place) } == .oddEntry)
    }

    @Test func `names come once, and in order`() throws {
        for names in [["a", "a"], ["b", "a"]] {
            let place = try StatePlace()
            let entries: [[UInt8]] = names.map { Self.entry($0, [1]) }
            let bytes = Array(entries.joined()) + [0]
            #expect(Self.failure { () throws(StateFailure) in try Self.unpack(bytes, place) } == .oddEntry)
        }
    }

    @Test func `an archive that is cut off, or goes on, is refused`() throws {
        let bytes = Self.entry("a", [1, 2]) + Self.entry("b", []) + [0]
        for count in bytes.indices {
            let place = try StatePlace()
            let cut = Array(bytes[..<count])
            #expect(Self.failure { () throws(StateFailure) in try Self.unpack(cut, place) } == .torn, "\(count)")
        }
        let place = try StatePlace()
        #expect(Self.failure { () throws(StateFailure) in try Self.unpack(bytes + [0], place) } == .torn)
        #expect(Self.failure { () throws(StateFailure) in try Self.unpack([2], place) } == .torn)
    }
}

@Suite struct StateKeeperTests {
    private static let key = [UInt8](repeating: 5, count: 32)

    /// A keeper over a folder `data`, with a key and what the chain has.
    private struct Cluster {
        let place: StatePlace
        let store: SecretStore
        let keeper: StateKeeper

        init(
            floor: StateFloor? = StateFloor.none, key: [UInt8]? = StateKeeperTests.key, cluster: UInt8 = 1,
            parts: [String] = ["datastore", "position"],
            whileStill: @escaping StateKeeper.Stillness = {
                $0()
                return true
            }
        ) throws {
            place = try StatePlace()
            store = SecretStore(folder: place.path + "/secrets")
            var settings = StateKeeper.Settings(
                cluster: TestEnclave.digest(cluster), measurements: TestEnclave.digest(3),
                parts: [
                    StatePart(name: "datastore", path: place.path + "/data"),
                    StatePart(name: "position", path: place.path + "/position"),
                ].filter { parts.contains($0.name) }, spool: place.path + "/spool")
            settings.limits.bytes = 1 << 20
            keeper = StateKeeper(settings, store, whileStill: whileStill)
            var secrets: [SecretName: HeldSecret] = [:]
            if let floor { secrets[.stateFloor] = HeldSecret(try Secret(copying: floor.encoded.span)) }
            if let key { secrets[.stateKey] = HeldSecret(try Secret(copying: key.span)) }
            try store.add(secrets)
        }
    }

    private static func failure(_ body: () throws(StateFailure) -> Void) -> StateFailure.Code? {
        do throws(StateFailure) {
            try body()
            return nil
        } catch { return error.code }
    }

    private static func floor(_ saved: StateKeeper.Saved) throws -> StateFloor {
        try #require(StateFloor(sequence: saved.claim.sequence, root: saved.claim.root))
    }

    /// A cluster with a snapshot of it.
    private static func saved() throws -> (cluster: Cluster, saved: StateKeeper.Saved, bytes: [UInt8]) {
        let cluster = try Cluster()
        try cluster.place.write("data/state.db", (0..<150_000).map { UInt8(truncatingIfNeeded: $0 / 7) })
        try cluster.place.write("position", [9])
        let saved = try cluster.keeper.save()
        return (cluster, saved, try FileContents.read(saved.path, limit: 1 << 20).bytes)
    }

    @Test func `a snapshot restores what was there, in another enclave`() throws {
        let (before, saved, bytes) = try Self.saved()
        #expect(saved.claim.sequence == 1 && saved.size == UInt64(bytes.count))
        let digest = try SHA256.digest(of: bytes.span)
        #expect(saved.claim.root == digest)
        // Nothing of it can be read from outside.
        #expect(!Hex.encode(bytes).contains("73746174652e6462"))
        let after = try Cluster(floor: try Self.floor(saved))
        #expect(after.keeper.awaitsRestore)
        try after.place.write("in", bytes)
        try after.keeper.restore(saved.claim, from: after.place.path + "/in")
        #expect(after.place.read("data/state.db") == before.place.read("data/state.db"))
        #expect(after.place.read("position") == [9] && !after.keeper.awaitsRestore)
        // The next one follows.
        let next = try after.keeper.save()
        #expect(next.claim.sequence == 2)
    }

    @Test func `the same state twice is two snapshots, and numbers only rise`() throws {
        let cluster = try Cluster(floor: StateFloor(sequence: 41, root: TestEnclave.digest(9)))
        #expect(Self.failure { () throws(StateFailure) in _ = try cluster.keeper.save() } == .old)
        let fresh = try Cluster()
        let (first, second) = (try fresh.keeper.save(), try fresh.keeper.save())
        #expect(first.claim.sequence == 1 && second.claim.sequence == 2 && first.claim.root != second.claim.root)
    }

    @Test func `what the chain does not have is not restored`() throws {
        let (_, saved, bytes) = try Self.saved()
        let root = saved.claim.root
        let floors: [(StateFloor?, StateFailure.Code)] = [
            (StateFloor(sequence: 2, root: root), .old), (StateFloor(sequence: 1, root: TestEnclave.digest(9)), .other),
            (StateFloor.none, .uncommitted),
        ]
        for (floor, code) in floors {
            let after = try Cluster(floor: floor)
            try after.place.write("in", bytes)
            let path = after.place.path + "/in"
            #expect(
                Self.failure { () throws(StateFailure) in try after.keeper.restore(saved.claim, from: path) } == code)
            #expect(after.place.read("data/state.db") == nil)
        }
        // A claim that says another number for the same bytes.
        let renamed = StateClaim(cluster: saved.claim.cluster, sequence: 2, root: root)
        let after = try Cluster(floor: StateFloor(sequence: 2, root: root))
        try after.place.write("in", bytes)
        let path = after.place.path + "/in"
        #expect(Self.failure { () throws(StateFailure) in try after.keeper.restore(renamed, from: path) } == .other)
        let none = StateClaim(cluster: saved.claim.cluster, sequence: 0, root: root)
        let bare = try Cluster()
        #expect(Self.failure { () throws(StateFailure) in try bare.keeper.check(none) } == .uncommitted)
    }

    @Test func `another key, cluster or content opens nothing`() throws {
        let (_, saved, bytes) = try Self.saved()
        let floor = try Self.floor(saved)
        let otherKey = try Cluster(floor: floor, key: [UInt8](repeating: 6, count: 32))
        let otherCluster = try Cluster(floor: floor, cluster: 2)
        for (cluster, claim, code) in [
            (otherKey, saved.claim, StateFailure.Code.torn), (otherCluster, saved.claim, .foreign),
            (
                otherCluster,
                StateClaim(cluster: TestEnclave.digest(2), sequence: 1, root: saved.claim.root), .foreign
            ),
        ] {
            try cluster.place.write("in", bytes)
            let path = cluster.place.path + "/in"
            #expect(Self.failure { () throws(StateFailure) in try cluster.keeper.restore(claim, from: path) } == code)
            #expect(cluster.place.read("data/state.db") == nil && cluster.place.read("position") == nil)
        }
        for key in [nil, Self.key] {
            let cluster = try Cluster(floor: key == nil ? floor : nil, key: key)
            #expect(Self.failure { () throws(StateFailure) in try cluster.keeper.check(saved.claim) } == .noKey)
            #expect(Self.failure { () throws(StateFailure) in _ = try cluster.keeper.save() } == .noKey)
        }
    }

    // Whoever cuts or changes a snapshot changes its digest; a chain that had committed to a broken one must not help either.
    @Test func `a torn snapshot is refused, whatever the chain has, and leaves nothing behind`() throws {
        let (_, saved, bytes) = try Self.saved()
        let piece = 64 * 1024 + SealedStream.overhead
        let head = SnapshotHeader.length + SealedStream.headLength
        var torn = [0, 1, SnapshotHeader.length, head, head + 1, head + piece, head + 2 * piece, bytes.count - 1].map {
            Array(bytes[..<$0])
        }
        torn.append(bytes + [0])
        for place in [SnapshotHeader.length - 1, SnapshotHeader.length, head, head + piece + 5, bytes.count - 1] {
            var changed = bytes
            changed[place] ^= 1
            torn.append(changed)
        }
        // Pieces that were exchanged, and one that was left out.
        torn.append(
            Array(bytes[..<head]) + bytes[(head + piece)..<(head + 2 * piece)] + bytes[head..<(head + piece)]
                + bytes[(head + 2 * piece)...])
        torn.append(Array(bytes[..<(head + piece)]) + bytes[(head + 2 * piece)...])
        for content in torn {
            let digest = try SHA256.digest(of: content.span)
            for root in [saved.claim.root, digest] {
                let after = try Cluster(floor: StateFloor(sequence: 1, root: root))
                try after.place.write("in", content)
                let (path, claim) = (
                    after.place.path + "/in", StateClaim(cluster: saved.claim.cluster, sequence: 1, root: root)
                )
                let code = Self.failure { () throws(StateFailure) in try after.keeper.restore(claim, from: path) }
                #expect(code == .torn, "\(content.count)")
                #expect(after.place.read("data/state.db") == nil && after.place.read("position") == nil)
                #expect(after.keeper.awaitsRestore)
            }
        }
    }

    @Test func `nothing is restored over a state, twice, or under programs that run`() throws {
        let (_, saved, bytes) = try Self.saved()
        let floor = try Self.floor(saved)
        let occupied = try Cluster(floor: floor)
        try occupied.place.write("data/state.db", [1])
        let closed = try Cluster(floor: floor)
        closed.keeper.close()
        let twice = try Cluster(floor: floor)
        for cluster in [occupied, closed, twice] { try cluster.place.write("in", bytes) }
        func restore(_ cluster: Cluster) -> StateFailure.Code? {
            let path = cluster.place.path + "/in"
            return Self.failure { () throws(StateFailure) in try cluster.keeper.restore(saved.claim, from: path) }
        }
        #expect(restore(occupied) == .occupied && occupied.place.read("data/state.db") == [1])
        #expect(restore(closed) == .tooLate)
        #expect(restore(twice) == nil)
        #expect(restore(twice) == .occupied)
    }

    @Test func `a file that belongs to no part is restored nowhere`() throws {
        let (_, saved, bytes) = try Self.saved()
        let other = try Cluster(floor: try Self.floor(saved), parts: ["datastore"])
        try other.place.write("in", bytes)
        let path = other.place.path + "/in"
        #expect(
            Self.failure { () throws(StateFailure) in try other.keeper.restore(saved.claim, from: path) } == .oddEntry)
        #expect(other.place.read("data/state.db") == nil && other.place.read("data.incoming/state.db") == nil)
    }

    @Test func `programs stand still while a snapshot is made`() throws {
        let calls = Locked<[String]>([])
        let cluster = try Cluster { body in
            calls.withLock { $0.append("still") }
            body()
            calls.withLock { $0.append("on") }
            return true
        }
        try cluster.place.write("data/a", [1])
        _ = try cluster.keeper.save()
        #expect(calls.withLock { $0 } == ["still", "on"])
    }

    @Test func `a snapshot of what may have changed meanwhile is none`() throws {
        let cluster = try Cluster { body in
            body()
            return false
        }
        #expect(Self.failure { () throws(StateFailure) in _ = try cluster.keeper.save() } == .changed)
    }

    @Test func `a snapshot that cannot be finished leaves the last good one`() throws {
        let (cluster, saved, bytes) = try Self.saved()
        // A name that is not kept: found after the writing has begun would be as well.
        symlink("/", cluster.place.path + "/data/link")
        #expect(Self.failure { () throws(StateFailure) in _ = try cluster.keeper.save() } == .oddEntry)
        unlink(cluster.place.path + "/data/link")
        #expect(try FileContents.read(saved.path, limit: 1 << 20).bytes == bytes)
        let next = try cluster.keeper.save()
        #expect(next.claim.sequence == 2)
    }

    #if DEBUG
        // Every call of the kernel on the way fails once: what stands there is the old snapshot or the new one, whole.
        @Test(arguments: ["open", "write", "fsync", "rename", "read"])
        func `whichever call fails, what stands there is whole`(_ call: String) throws {
            let (cluster, saved, bytes) = try Self.saved()
            let opens = try Cluster(floor: try Self.floor(saved))
            for count in 0..<12 {
                let queue = Locked<[CInt?]>([CInt?](repeating: nil, count: count) + [EIO])
                let isDone = Faults.$only.withValue(call) {
                    Faults.$queue.withValue(queue) {
                        Self.failure { () throws(StateFailure) in _ = try cluster.keeper.save() } == nil
                    }
                }
                let now = try FileContents.read(saved.path, limit: 1 << 20).bytes
                guard !isDone else {
                    let header = SnapshotHeader(Array(now.prefix(SnapshotHeader.length)))
                    #expect(header != nil && now.count == bytes.count)
                    continue
                }
                let reader = SnapshotReader(path: saved.path, limits: StateLimits())
                let place = try StatePlace()
                var unpacker = ArchiveUnpacker(limits: StateLimits()) { [path = place.path] in "\(path)/\($0)" }
                let key = try #require(opens.store.held(.stateKey))
                try reader.open(key.secret, into: &unpacker)
                try unpacker.finish()
            }
        }
    #endif
}
