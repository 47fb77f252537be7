// SPDX-License-Identifier: Apache-2.0
import HTTPClient
import SuiLedger

// Lookups frame|document              writes what a node answers, for a server that answers nothing else.
// Lookups CA GRPC-URL GRAPHQL-URL SECONDS   asks, and prints a table.
let arguments = Array(CommandLine.arguments.dropFirst())
switch arguments.first {
case "frame": Output.write(Canned.frame)
case "document": Output.write(Array(Canned.document.utf8))
default:
    guard arguments.count == 4, let seconds = Int(arguments[3]) else {
        fatalError("usage: Lookups frame|document, or Lookups CA GRPC-URL GRAPHQL-URL SECONDS")
    }
    var settings = ClientSettings()
    settings.certificateAuthorities = arguments[0]
    let client = try Client(settings)
    print("| table look-ups | under way | per second | µs (median) | µs (99 %) | to be asked again |")
    print("|---|---|---|---|---|---|")
    for (name, endpoint) in [
        ("gRPC, HTTP/2 over TLS", NodeEndpoint(.grpc, arguments[1])),
        ("GraphQL, HTTP/1.1 over TLS", NodeEndpoint(.graphQL, arguments[2])),
    ] {
        let node = NodeClient(endpoint, client: client)
        for concurrency in [1, 16, 64] {
            _ = Load.run(node, concurrency: concurrency, seconds: 1)
            let result = Load.run(node, concurrency: concurrency, seconds: seconds)
            // libcurl 7.88 resets each stream that is over; a server that counts resets ends the connection after a thousand.
            guard result.failures * 20 <= result.perSecond * seconds else { fatalError("\(name): \(result)") }
            let numbers = [concurrency, result.perSecond, result.median, result.slow, result.failures]
            print("| \(name) | " + numbers.map { "\($0)" }.joined(separator: " | ") + " |")
        }
    }
}
