// SPDX-License-Identifier: Apache-2.0
import AuditTrail
import Kernel
import Testing

@testable import SealController

/// The folder of a controller that was killed while it began to anchor.
@Suite(.timeLimit(.minutes(10))) struct TrailAnchorLogTests {
    @Test func `a header that was not finished keeps nobody from anchoring`() throws {
        let ground = try AnchorTrailTests.Ground()
        let others = ground.log("others")
        _ = try others.position()
        let base = try others.append(
            AnchorEntry(sequence: 1, heads: [AnchorWorld.head("a", 1)], known: []).line(at: WallTime(seconds: 1)))
        others.close()
        let ours = ground.log("ours")
        #expect(try ours.goOn(from: base) == base)
        ours.close()
        let segment = "\(ground.path)/ours/00000000000000000001.jsonl"
        let header = try FileContents.read(segment, limit: 1 << 20).bytes
        for count in [0, 1, header.count / 2, header.count - 1] {
            try FileReplacement.write(Array(header[..<count]).span, to: segment, readers: .owner)
            let again = ground.log("ours")
            // Nothing is here, and the others say where to go on.
            #expect(try again.position().size == 0)
            #expect(try again.goOn(from: base) == base)
            again.close()
            #expect(try FileContents.read(segment, limit: 1 << 20).bytes.count == header.count)
            try Folder.remove("\(ground.path)/ours/00000000000000000000.jsonl")
        }
    }
}
