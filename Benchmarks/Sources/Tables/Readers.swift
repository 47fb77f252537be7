// SPDX-License-Identifier: Apache-2.0
import Crypto
import Glibc
import Kernel
import SuiLedger

/// Threads that look names up for a while, and one that writes meanwhile.
struct Readers {
    let tables: ClusterTables
    /// How many owners are in them.
    let population: Int
    /// How many threads read.
    let count: Int

    /// What one look-up took.
    struct Cost {
        /// By the clock on the wall, which others' work moves, too.
        let nanoseconds: Double
        /// Of processor time.
        let processor: Double
    }

    /// Looks names up for two seconds, while pages of a thousand entries are taken in.
    func measure(
        _ names: [Bytes32], expecting isFound: Bool, _ lookUp: @escaping @Sendable (Bytes32) -> Bool
    ) throws -> Cost {
        let isOver = Locked(false)
        let lookUps = Locked((count: 0, faults: 0, processor: UInt64(0)))
        let writer = try SharedThread(name: "writer") { [tables, population] in
            var sequence: UInt64 = 1 << 40
            var number = 0
            while !isOver.withLock({ $0 }) {
                for _ in 0..<500 {
                    (number, sequence) = ((number + 7919) % population, sequence + 1)
                    tables.insert(Population.account(number, sequence), of: Population.owner(number))
                    tables.insert(Population.seal(number, sequence), under: Population.key(number))
                }
                Pause.take(.milliseconds(1))
            }
        }
        let start = Monotonic.now
        let end = start.advanced(by: .seconds(2))
        let readers = try (0..<count).map { reader in
            try SharedThread(name: "reader") {
                var (done, faults) = (0, 0)
                let begin = Self.processorTime
                var position = names.count / 2 * reader
                repeat {
                    for _ in 0..<1024 {
                        position = (position + 1) % names.count
                        if lookUp(names[position]) != isFound { faults += 1 }
                    }
                    done += 1024
                } while Monotonic.now < end
                let processor = Self.processorTime - begin
                lookUps.withLock { $0 = ($0.count + done, $0.faults + faults, $0.processor + processor) }
            }
        }
        for reader in readers { reader.join() }
        let elapsed = Monotonic.now.since(start).wholeNanoseconds
        isOver.withLock { $0 = true }
        writer.join()
        let (done, faults, processor) = lookUps.withLock { $0 }
        guard faults == 0 else { fatalError("\(faults) look-ups were wrong") }
        return Cost(
            nanoseconds: Double(elapsed) * Double(count) / Double(done), processor: Double(processor) / Double(done))
    }

    /// What this thread has had of a processor, in nanoseconds.
    private static var processorTime: UInt64 {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
    }
}
