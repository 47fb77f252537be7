// SPDX-License-Identifier: Apache-2.0
import Kernel
import Testing

@testable import SealCommands

@Suite struct TopServerTests {
    @Test func `a webhook server's page is read`() throws {
        let before = try TopPage.reading(TopPage.webhook(accepted: 10))
        let now = try TopPage.reading(
            TopPage.webhook(accepted: 34, refused: 1, fast: 90, slow: 10, shed: 4), at: 2)
        let server = TopServer(now, since: before)
        #expect(server.version == "1.2.3" && server.chainAge == 0.42 && server.isComplete == true)
        #expect(server.hasHole == false && server.checkpoint == 4242 && server.epoch == 12)
        #expect(server.nodesAsked == 2 && server.nodes == 3 && server.dropped == 3 && server.silence == nil)
        #expect(server.rate == 12.5 && server.shed == 2 && server.isLeader == nil && server.isReady == true)
        #expect(
            server.decisions == [
                TopDecision(kind: "token", result: "accepted", rate: 12),
                TopDecision(kind: "token", result: "refused", rate: 0.5),
            ])
        // The median is the 50th of 90 below a millisecond; the 99th is the 9th of 10 up to 100.
        #expect(try abs(#require(server.median) - 0.001 * 50 / 90) < 1e-9)
        #expect(try abs(#require(server.slow) - (0.001 + 0.099 * 0.9)) < 1e-9)
    }

    @Test func `one reading alone has no rates`() throws {
        let server = TopServer(try TopPage.reading(TopPage.webhook(accepted: 10)), since: nil)
        #expect(server.rate == nil && server.decisions.isEmpty && server.median == nil && server.checkpoint == 4242)
    }

    @Test func `a controller that leads knows where machines stand`() throws {
        let server = TopServer(try TopPage.reading(TopPage.controller, role: .controller), since: nil)
        #expect(server.isLeader == true && server.joining == 3 && server.notices == 5 && server.dropped == 0)
        #expect(server.standings == ["good": 7, "draining": 1, "held": 0])
        let follower = TopPage.controller.replacing("leader 1", with: "leader 0")
        let other = TopServer(try TopPage.reading(follower, role: .controller), since: nil)
        #expect(other.isLeader == false && other.standings.isEmpty)
    }

    @Test func `a page of another program is a server that says nothing of us`() throws {
        let server = TopServer(try TopPage.reading("up 1\n", isReady: nil), since: nil)
        #expect(server.chainAge == nil && server.nodes == nil && server.dropped == nil && server.silence == nil)
    }

    @Test func `silence says why`() {
        let server = TopServer(TopPage.silent("nobody answers at the host's port"), since: nil)
        #expect(server.silence == "nobody answers at the host's port" && server.isReady == nil)
    }

    @Test(arguments: ["-1", "NaN", "+Inf", "1e300"]) func `a number that is none is not shown`(_ text: String) throws {
        let page = "k3s_daas_chain_checkpoint \(text)\nk3s_daas_joins_in_hand \(text)\n"
        let server = TopServer(try TopPage.reading(page), since: nil)
        #expect(server.checkpoint == nil && server.joining == nil)
    }

    @Test func `rates go on from the last time that a server answered`() throws {
        var board = TopBoard(cluster: nil)
        board.take([try TopPage.reading(TopPage.webhook(accepted: 10))])
        board.take([TopPage.silent("away", url: "http://a:1")])
        #expect(board.view(chain: nil, at: TopPage.start).servers[0].silence == "away")
        board.take([try TopPage.reading(TopPage.webhook(accepted: 50), at: 4)])
        #expect(board.view(chain: nil, at: TopPage.start).servers[0].rate == 10)
        board.take([try TopPage.reading(TopPage.webhook(accepted: 52), at: 5)])
        #expect(board.view(chain: nil, at: TopPage.start).servers[0].rate == 2)
    }

    @Test func `decisions of several servers are one sum`() throws {
        var board = TopBoard(cluster: nil)
        for (accepted, seconds) in [(10, 0 as UInt64), (20, 1)] {
            board.take([
                try TopPage.reading(TopPage.webhook(accepted: accepted), at: seconds),
                try TopPage.reading(TopPage.webhook(accepted: 2 * accepted), at: seconds, url: "http://b:1"),
            ])
        }
        let view = board.view(chain: nil, at: TopPage.start)
        #expect(view.decisions == [TopDecision(kind: "token", result: "accepted", rate: 30)])
    }
}
