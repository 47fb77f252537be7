// SPDX-License-Identifier: Apache-2.0
import Attestation
import Crypto
import Glibc
import Kernel
import Testing

@testable import EnclaveBoot

/// A process that is killed while it writes snapshots.
@Suite(.timeLimit(.minutes(10))) struct StateKillTests {
    private static let key = [UInt8](repeating: 5, count: 32)

    fileprivate static func keeper(_ path: String) throws -> (keeper: StateKeeper, store: SecretStore) {
        let store = SecretStore(folder: path + "/secrets")
        let floor = StateFloor.none.encoded
        try store.add([
            .stateKey: HeldSecret(try Secret(copying: key.span)),
            .stateFloor: HeldSecret(try Secret(copying: floor.span)),
        ])
        let settings = StateKeeper.Settings(
            cluster: TestEnclave.cluster, measurements: TestEnclave.measurements,
            parts: [StatePart(name: "data", path: path + "/data")], spool: path + "/spool")
        return (
            StateKeeper(settings, store) { body in
                body()
                return true
            }, store
        )
    }

    @Test(arguments: [3, 17, 40, 85]) func `a process that is killed leaves a whole snapshot`(
        _ milliseconds: Int
    ) async throws {
        let place = try StatePlace()
        try place.write("data/state.db", [UInt8](repeating: 3, count: 900_000))
        let (keeper, store) = try Self.keeper(place.path)
        let first = try keeper.save()
        let path = place.path
        await #expect(processExitsWith: .signal(SIGKILL)) {
            [path = path as String, milliseconds = milliseconds as Int] in
            let (keeper, _) = try Self.keeper(path)
            let killer = try BackgroundThread(name: "killer") {
                Pause.take(.milliseconds(milliseconds))
                kill(getpid(), SIGKILL)
            }
            while true { _ = try keeper.save() }
            _ = consume killer
        }
        let reader = SnapshotReader(path: first.path, limits: StateLimits())
        let other = try StatePlace()
        var unpacker = ArchiveUnpacker(limits: StateLimits()) { [path = other.path] in "\(path)/\($0)" }
        let key = try #require(store.held(.stateKey))
        try reader.open(key.secret, into: &unpacker)
        try unpacker.finish()
        #expect(other.read("data/state.db")?.count == 900_000)
    }
}
