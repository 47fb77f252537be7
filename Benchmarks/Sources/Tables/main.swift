// SPDX-License-Identifier: Apache-2.0
import Crypto
import Glibc
import Kernel
import SealAuthN
import SuiLedger

// Tables [COUNT]   fills a cluster's tables, says what memory they take and how long a look-up takes; fails above the limit.
let count = CommandLine.arguments.dropFirst().first.flatMap { Int($0) } ?? 1_000_000
let limit = 400.0

/// What this process has in memory, in MiB.
func resident() throws -> Double { Double(try ProcessUsage.now().residentBytes) / 1_048_576 }

/// A number with one digit behind the point.
func rounded(_ number: Double) -> String { "\((number * 10).rounded() / 10)" }

let before = try resident()
let tables = ClusterTables()
let start = Monotonic.now
Population(count: count).fill(tables)
let elapsed = Monotonic.now.since(start).wholeNanoseconds
let grown = try resident() - before
guard tables.counts == (count, count) else { fatalError("\(tables.counts)") }
print("| tables of \(count) owners with a seal each | |\n|---|---|")
print("| MiB | \(rounded(grown)), at most \(rounded(limit)) |")
print("| ns to take one entry in | \(elapsed / UInt64(2 * count)), making it up among them |")

// As a change of the thresholds has it done, on the thread that follows the chain: whose tier is another?
let thresholds = TierThresholds(
    viewer: 500_000_000, developer: 2_000_000_000, admin: 5_000_000_000, superuser: 10_000_000_000)
let dearer = TierThresholds(
    viewer: 500_000_000 + UInt64(count / 2), developer: 2_000_000_000, admin: 5_000_000_000, superuser: 10_000_000_000)
let sweeps = (0..<5).map { _ in
    let start = Monotonic.now
    var moved = 0
    tables.eachStake { _, stake in
        if thresholds.tier(of: stake.amount) != dearer.tier(of: stake.amount) { moved += 1 }
    }
    guard moved == count / 2 else { fatalError("\(moved) were moved") }
    return Monotonic.now.since(start).wholeNanoseconds
}
print("| ms to find whom new thresholds move | \(rounded(Double(sweeps.min() ?? 0) / 1_000_000)) |")

// Enough names to reach all of memory, and few enough to lie in it themselves.
let sample = 1 << 17
let known = (0..<sample).map { $0 * 7919 % count }
let strangers = (0..<sample).map { Population.name(9, $0) }
let lookUps: [(name: String, names: [Bytes32], isFound: Bool, lookUp: @Sendable (Bytes32) -> Bool)] = [
    ("account, known", known.map { Population.owner($0).raw }, true, { tables.account(Address($0)) != nil }),
    ("account, unknown", strangers, false, { tables.account(Address($0)) != nil }),
    ("seal, known", known.map { Population.key($0).raw }, true, { tables.seal(SealKey($0)) != nil }),
    ("seal, unknown", strangers, false, { tables.seal(SealKey($0)) != nil }),
    ("seal by its id, known", known.map { Population.sealID($0).raw }, true, { tables.seal(id: Address($0)) != nil }),
    ("seal by its id, unknown", strangers, false, { tables.seal(id: Address($0)) != nil }),
]
print("\n| look-up, while pages are taken in | ns, one thread | on a processor | ns each, two threads | on it |")
print("|---|---|---|---|---|")
for (name, names, isFound, lookUp) in lookUps {
    let times = try [1, 2].flatMap { threads in
        let cost = try Readers(tables: tables, population: count, count: threads)
            .measure(names, expecting: isFound, lookUp)
        return [cost.nanoseconds, cost.processor]
    }
    print("| \(name) | \(times.map { rounded($0) }.joined(separator: " | ")) |")
}
guard tables.counts == (count, count) else { fatalError("\(tables.counts)") }
guard grown <= limit else {
    print("the tables take more than \(rounded(limit)) MiB")
    exit(1)
}
