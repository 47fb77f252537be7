// SPDX-License-Identifier: Apache-2.0
internal import Kernel

/// How the programs are, for whoever asks: written by the supervisor, read by probes and metrics.
final class ProgramBoard: Sendable {
    /// How one program is.
    struct Entry: Sendable, Equatable {
        let name: String
        let isEssential: Bool
        /// How often it was started.
        var starts: UInt64 = 0
        /// How often it could not be started, or ended though nobody had asked it to.
        var failures: UInt64 = 0
        var isRunning = false
    }

    private let state: Locked<[Entry]>

    /// All programs, none of which has been started.
    init(_ programs: [BootConfiguration.Program]) {
        state = Locked(programs.map { Entry(name: $0.name, isEssential: $0.isEssential) })
    }

    /// How they are, in the order of their start.
    var entries: [Entry] { state.withLock { $0 } }

    /// Whether all run without which the enclave is none.
    var areEssentialsRunning: Bool { state.withLock { $0.allSatisfy { $0.isRunning || !$0.isEssential } } }

    /// One was started.
    func started(_ index: Int) {
        state.withLock { entries in
            entries[index].starts += 1
            entries[index].isRunning = true
        }
    }

    /// One could not be started, or has ended.
    func ended(_ index: Int, isFailure: Bool) {
        state.withLock { entries in
            entries[index].isRunning = false
            if isFailure { entries[index].failures += 1 }
        }
    }
}
