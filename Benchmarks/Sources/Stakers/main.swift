// SPDX-License-Identifier: Apache-2.0
import LocalCluster

// Stakers CLUSTER-FILE COUNT AUDIENCE   makes a cluster on a local ledger, and so many stakers with a seal each.
//
// It writes `staker TIER TOKEN` for each of them and `ready`, then does what it is told, by the stakers' numbers from 0 on:
//     slash NUMBER   carries a slashing out; writes `slashed SENT FINAL`, in nanoseconds of the monotonic clock
//     sign NUMBER    writes `token TOKEN`, signed by the staker
//     forge NUMBER   writes `token TOKEN`, in the staker's name
let arguments = Array(CommandLine.arguments.dropFirst())
guard arguments.count == 3, let count = Int(arguments[1]) else {
    fatalError("usage: Stakers CLUSTER-FILE COUNT AUDIENCE")
}
let cluster = try TestCluster(arguments[0])
var stakers: [Staker] = []
for number in 0..<count {
    let staker = try Staker(number, cluster.calls, cluster.transactor, cluster.faucet)
    Output.write("staker \(staker.tier) \(staker.token)")
    stakers.append(staker)
}
Output.write("ready")
while let line = readLine() {
    let words = line.split(separator: " ")
    guard words.count == 2, let number = Int(words[1]), stakers.indices.contains(number) else {
        fatalError("not an order: \(line)")
    }
    let staker = stakers[number]
    switch words[0] {
    case "slash":
        let slashing = try cluster.slash(staker.owner)
        Output.write("slashed \(slashing.sent) \(slashing.final)")
    case "sign", "forge":
        let token = try staker.signedToken(
            cluster.calls.ids.cluster, audience: arguments[2], isForged: words[0] == "forge")
        Output.write("token \(token)")
    default: fatalError("not an order: \(line)")
    }
}
