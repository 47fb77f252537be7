// SPDX-License-Identifier: Apache-2.0
import HTTPClient
import HTTPServer
import Kernel
import Testing

@testable import DevLedger

@Suite(.timeLimit(.minutes(10))) struct DelayLineTests {
    /// Answers everything an hour late.
    private final class Late: Handler, HandlerFactory {
        let line = DelayLine(maximumWaiting: 2)
        let waiting = Monitor(0)

        func makeHandler(loop: Int) -> any Handler { self }

        func bodyPolicy(method: HTTPServer.Method, path: Span<UInt8>) -> BodyPolicy {
            .accept(limit: 0, dropLimit: 0, reserved: false)
        }

        func handle(_ request: borrowing Request, _ exchange: consuming Exchange) {
            line.answer(exchange, DevReply(.ok, [0x61]), after: .seconds(3600))
            waiting.withLock { $0 += 1 }
            waiting.notifyAll()
        }
    }

    @Test func `as many wait as may, the next is cut off, and none waits for a server that ends`() throws {
        let late = Late()
        let listener = ListenerSettings(
            name: "late", address: try #require(SocketAddress("127.0.0.1:0")), tls: nil, handlers: late)
        let server = try Server(ServerSettings(), listeners: [listener]) { _ in }
        try server.start()
        defer {
            server.stop()
            server.waitUntilStopped()
        }
        let address = try #require(server.addresses["late"])
        var request = ClientRequest(.get, "http://\(address)/")
        request.timeout = .seconds(30)
        let client = try Client()
        let answers = Monitor<[Int]>([])
        for number in 1...2 {
            client.send(request) { result in
                let status = (try? result.get())?.status ?? 0
                answers.withLock { $0.append(status) }
                answers.notifyAll()
            }
            #expect(late.waiting.wait { $0 == number ? true : nil } == true)
        }
        #expect(throws: ClientError.self) { try client.perform(request) }
        #expect(answers.withLock { $0 } == [])
        late.line.close()
        #expect(answers.wait { $0.count == 2 ? $0 : nil } == [200, 200])
    }
}
