// SPDX-License-Identifier: Apache-2.0
import Kernel
import LocalCluster
import StakeRBAC

// Askers CLUSTER-FILE COUNT   gives a cluster on a local ledger so many developers, each with a seal.
//
// It writes `home NAMESPACE` for each of them and `ready`, then does what it is told:
//     ask EACH                      everybody asks for so many ConfigMaps, in one transaction each
//     flow RATE EACH MILLISECONDS   they take turns to ask for so many in a transaction, RATE in a second all together, so long
// Each ends with `done COUNT LATE`: how many were asked for, and how many milliseconds later than they should have been at the most.
let arguments = Array(CommandLine.arguments.dropFirst())
guard arguments.count == 2, let count = Int(arguments[1]) else { fatalError("usage: Askers CLUSTER-FILE COUNT") }
let cluster = try LocalCluster(arguments[0])
let askers = try (0..<count).map { _ in try Asker(cluster) }
for asker in askers { Output.write("home \(HomeNamespace.name(of: asker.owner.raw))") }
Output.write("ready")
while let line = readLine() {
    let words = line.split(separator: " ")
    let numbers = words.dropFirst().compactMap { Int($0) }
    switch (words.first, numbers.count) {
    case ("ask", 1):
        for asker in askers { try asker.ask(numbers[0]) }
        Output.write("done \(askers.count * numbers[0]) 0")
    case ("flow", 3):
        let (rate, each) = (numbers[0], numbers[1])
        let turns = rate * numbers[2] / (1000 * each)
        let began = Monotonic.now
        var late = Duration.zero
        for turn in 0..<turns {
            let due = began.advanced(by: .seconds(each) * turn / rate)
            let left = due.since(.now)
            if left > .zero { Pause.take(left) }
            late = max(late, .zero - left)
            try askers[turn % askers.count].ask(each)
        }
        Output.write("done \(turns * each) \(Int(late / .milliseconds(1)))")
    default: fatalError("not an order: \(line)")
    }
}
