// SPDX-License-Identifier: Apache-2.0
import Kernel
import SuiLedger
import Testing
import WorkerProtocol

@testable import SealController

/// The list of machines, page by page.
@Suite struct NodePagesTests {
    private let ground = ChainGround()
    private let board = WorkerBoard()

    private func page(_ pages: NodePages, after: String, limit: Int, at now: Monotonic) -> String {
        guard case .found(let bytes) = pages.page(after: after, limit: limit, at: now) else { return "" }
        return String(decoding: bytes, as: UTF8.self)
    }

    @Test func `names come in their order, and each page says where the next begins`() {
        for (index, name) in ["n-b", "n-a", "n-c"].enumerated() {
            ground.tables.insert(ChainGround.worker(name), of: Address(UInt8(index + 1)))
        }
        ground.tables.insert(ChainGround.worker(""), of: Address(9))
        let heartbeat = Heartbeat(
            nodeName: "n-a", atMilliseconds: 1, cpuPercent: 1, memoryPercent: 2, diskPercent: 3,
            networkReceivedBytes: 4, networkSentBytes: 5, pods: 6, containers: 7, version: "v9")
        board.take(heartbeat, of: Address(2), at: ChainGround.now.monotonic)
        let pages = NodePages(ground.view, board)
        let now = ChainGround.now.monotonic.advanced(by: .seconds(31))
        let quiet = #""standing":"active","heartbeatAgeSeconds":null,"version":null}"#
        #expect(
            page(pages, after: "", limit: 2, at: now)
                == #"{"nodes":[{"nodeName":"n-a","standing":"active","heartbeatAgeSeconds":31,"version":"v9"},"#
                + #"{"nodeName":"n-b",\#(quiet)],"total":3,"next":"n-b"}"#)
        #expect(
            page(pages, after: "n-b", limit: 2, at: now)
                == #"{"nodes":[{"nodeName":"n-c",\#(quiet)],"total":3,"next":null}"#)
        #expect(page(pages, after: "n-c", limit: 2, at: now) == #"{"nodes":[],"total":3,"next":null}"#)
        #expect(page(pages, after: "a", limit: 3, at: now).contains(#""next":null"#))
    }

    @Test func `a list is sorted once a second, for all who ask`() {
        let pages = NodePages(ground.view, board)
        let now = ChainGround.now.monotonic
        _ = page(pages, after: "", limit: 1, at: now)
        ground.tables.insert(ChainGround.worker("n-a"), of: Address(1))
        let early = Monotonic(nanoseconds: now.nanoseconds + 999_999_999)
        #expect(page(pages, after: "", limit: 1, at: early).contains(#""total":0"#))
        #expect(page(pages, after: "", limit: 1, at: now.advanced(by: .seconds(1))).contains(#""total":1"#))
    }
}
