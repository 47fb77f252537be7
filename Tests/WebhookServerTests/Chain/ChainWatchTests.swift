// SPDX-License-Identifier: Apache-2.0
import Kernel
import SealAuthN
import SuiLedger
import Telemetry
import TestSupport
import Testing

@testable import ClusterChain

struct ChainWatchTests {
    /// The messages that a course of copies leads to, one list per look.
    private func said(_ looks: [(StalenessPolicy.Copy, FollowMark)]) throws -> [[String]] {
        let folder = try LedgerFolder()
        let path = folder.write("log", "")
        let sink = try LineSink(.file(path))
        let log = Log(to: sink)
        var watch = ChainWatch()
        for (copy, mark) in looks {
            watch.look(copy, mark, age: .seconds(12), log)
            log.info("looked")
        }
        _ = sink.close()
        let text = String(decoding: try FileContents.read(path, limit: 1 << 16).bytes, as: UTF8.self)
        var looks: [[String]] = [[]]
        for line in text.split(separator: "\n") {
            let message = line.split(separator: "msg=")[1]
            if message == "looked" { looks.append([]) } else { looks[looks.count - 1].append(String(message)) }
        }
        return looks.dropLast()
    }

    private static let fresh = FollowMark(checkpoint: 9, epoch: 4, isComplete: true)
    private static let holed = FollowMark(checkpoint: 9, epoch: 4, isComplete: false, hasHole: true)

    @Test func `says what changes, once for each change`() throws {
        let said = try said([
            (.outdated, FollowMark()), (.fresh(isComplete: true), Self.fresh), (.fresh(isComplete: true), Self.fresh),
            (.outdated, Self.fresh), (.outdated, Self.fresh), (.outdated, Self.holed),
            (.fresh(isComplete: true), Self.fresh),
        ])
        #expect(said[0].isEmpty)
        #expect(said[1].count == 2 && said[1][0].hasPrefix("\"the copy of the chain is fresh\" checkpoint=9"))
        #expect(said[1][1].hasPrefix("\"the copy of the chain is complete\" epoch=4"))
        #expect(said[2].isEmpty)
        #expect(said[3].count == 1 && said[3][0].contains("too old"))
        #expect(said[3][0].hasSuffix("age=12"))
        #expect(said[4].isEmpty)
        #expect(said[5].count == 2 && said[5][0].contains("missing") && said[5][1].contains("no longer complete"))
        #expect(said[6].count == 3 && said[6][1].contains("missing any more"))
    }
}
