// SPDX-License-Identifier: Apache-2.0
import LocalCluster

// Machines CLUSTER-FILE COUNT AUDIENCE   makes a cluster on a local ledger, and so many machines that work in it.
//
// It writes `machine NAME SEAL-TOKEN SIGNED-TOKEN` for each of them; what is signed is good for ten minutes from the end on.
let arguments = Array(CommandLine.arguments.dropFirst())
guard arguments.count == 3, let count = Int(arguments[1]) else {
    fatalError("usage: Machines CLUSTER-FILE COUNT AUDIENCE")
}
let cluster = try TestCluster(arguments[0])
let machines = try (0..<count).map { number in
    let machine = try Machine(number, cluster.calls, cluster.transactor, cluster.faucet)
    try cluster.activate(machine.owner, name: "n-\(number)")
    return machine
}
for (number, machine) in machines.enumerated() {
    let signed = try machine.signedToken(cluster.calls.ids.cluster, audience: arguments[2])
    Output.write("machine n-\(number) \(machine.token) \(signed)")
}
