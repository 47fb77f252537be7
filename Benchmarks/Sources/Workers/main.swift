// SPDX-License-Identifier: Apache-2.0
import Kernel
import LocalCluster

// Workers CLUSTER-FILE COUNT   gives a cluster on a local ledger so many machines, each with a stake and a seal.
//
// It writes `ready`, then does what it is told:
//     join URL CA-FILE FROM UNTIL           those machines join, at once
//     both URL CA-FILE FROM UNTIL           those join, at once, while all that have joined say once in 30 s how they are
//     beat URL CA-FILE ROUNDS SECONDS       all that have joined say how they are, so many times, once in so many seconds
// Each writes lines of NAME, GOOD, BAD and microseconds: at 50 and 99 of 100, the most; then `done`.
let arguments = Array(CommandLine.arguments.dropFirst())
guard arguments.count == 2, let count = Int(arguments[1]) else { fatalError("usage: Workers CLUSTER-FILE COUNT") }
let cluster = try LocalCluster(arguments[0])
let crew = Crew(try (0..<count).map { number in try Worker(number, cluster) })
Output.write("ready")
while let line = readLine() {
    let words = line.split(separator: " ").map(String.init)
    guard words.count == 5, let first = Int(words[3]), let second = Int(words[4]) else {
        fatalError("not an order: \(line)")
    }
    let controller = try Controller(words[1], authorities: words[2])
    switch words[0] {
    case "join": crew.join(first..<second, controller)
    case "both":
        // By a client of their own: what joins has a thread's time to itself for handshakes, which those in the cluster do not wait for.
        let other = try Controller(words[1], authorities: words[2])
        let beats = try BackgroundThread(name: "beats") { crew.beat(1, every: .seconds(30), other) }
        crew.join(first..<second, controller)
        beats.join()
    case "beat": crew.beat(first, every: .seconds(second), controller)
    default: fatalError("not an order: \(line)")
    }
    Output.write("done")
}
