// SPDX-License-Identifier: Apache-2.0
public import HTTPServer
internal import Kernel

extension EngineSnapshot {
    /// Puts the engine's numbers into the metrics' words.
    public init(_ server: Server) {
        self.init()
        let statistics = server.statistics
        for listener in statistics.listeners {
            let name = listener.name
            var classes: [String: Int] = ["2xx": 0, "4xx": 0, "5xx": 0]
            for (status, count) in listener.replies { classes["\(status.rawValue / 100)xx", default: 0] += count }
            responses += classes.sorted { $0.key < $1.key }.map { Tally(name, $0.key, count: UInt64($0.value)) }
            openConnections.append(Tally(name, count: UInt64(max(0, listener.openConnections))))
            acceptedConnections.append(Tally(name, count: UInt64(listener.accepted)))
            closedConnections += CloseReason.allCases.map {
                Tally(name, $0.rawValue, count: UInt64(listener.closed[$0] ?? 0))
            }
            handshakes += HandshakeKind.allCases.map {
                Tally(
                    name, $0.version.description, $0.isResumed ? "true" : "false",
                    count: UInt64(listener.handshakes[$0] ?? 0))
            }
            failedHandshakes += HandshakeFailure.allCases.map {
                Tally(name, $0.rawValue, count: UInt64(listener.failedHandshakes[$0] ?? 0))
            }
            sessions.append(Tally(name, count: UInt64(listener.sessions)))
            streams += StreamEnd.allCases.map { Tally(name, $0.rawValue, count: UInt64(listener.streams[$0] ?? 0)) }
            offences += Offence.allCases.map { Tally(name, $0.rawValue, count: UInt64(listener.offences[$0] ?? 0)) }
        }
        shed = ShedReason.allCases.map { Tally($0.rawValue, count: UInt64(statistics.shed[$0] ?? 0)) }
        bytesInFlight = UInt64(max(0, statistics.bodyBytes))
        certificateExpiry = server.certificateExpiries.map {
            Tally($0.listener, count: UInt64(max(0, $0.notAfter.seconds)))
        }
    }
}
