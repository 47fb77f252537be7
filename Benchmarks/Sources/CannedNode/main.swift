// SPDX-License-Identifier: Apache-2.0
import ClusterSettings
import DevLedger
import Glibc
import HTTPServer
import Kernel
import SuiLedger

// CannedNode ADDRESS CLUSTER-FILE CROWD TOKENS   a local ledger whose tables' lists show so many made-up stakers, or are refused where
// that is 0; writes the cluster file, a line for each of the first TOKENS tokens, then `ready`, and serves until its end.
let arguments = Array(CommandLine.arguments.dropFirst())
guard arguments.count == 4, let address = SocketAddress(arguments[0]), let crowd = Int(arguments[2]),
    let tokens = Int(arguments[3])
else { fatalError("usage: CannedNode ADDRESS CLUSTER-FILE CROWD TOKENS") }
let node = DevNode(seed: 1, time: .running)
var settings = ServerSettings()
settings.loops = 1
let handlers = CannedHandlerFactory(node: node, clusterFile: arguments[1], crowd: crowd)
let listener = ListenerSettings(name: "node", address: address, tls: nil, handlers: handlers)
let server = try Server(settings, listeners: [listener], onEvent: { _ in })
try server.start()
let identity = node.identity
let file = ClusterFile(
    chain: identity.chain, package: identity.package, types: [identity.package],
    nodes: [NodeEndpoint(.graphQL, "http://\(address)/graphql")], ids: nil)
try file.write(arguments[1])
for number in 0..<tokens { print(String(decoding: Crowd.token(number), as: UTF8.self)) }
print("ready")
fflush(nil)
while true { pause() }
