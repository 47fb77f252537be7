// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import Crypto

@Suite struct DERReaderTests {
    private struct Refusal: DERFailure, Equatable {
        let detail: String
        init(der detail: StaticString) { self.detail = "\(detail)" }
    }

    /// How long the content of an octet string is, which is all that there may be.
    private func length(_ head: [UInt8], _ count: Int) throws(Refusal) -> Int {
        let bytes = [DERTag.octetString] + head + [UInt8](repeating: 0xaa, count: count)
        return try DERReader<Refusal>.only(DERTag.octetString, in: bytes.span).count
    }

    // X.690 §8.1.3 and §10.1: short up to 127, then as few bytes as hold the number; three are never needed here.
    @Test(
        arguments: [
            ([0x00], 0), ([0x7f], 127), ([0x81, 0x80], 128), ([0x81, 0xff], 255), ([0x82, 0x01, 0x00], 256),
            ([0x82, 0xff, 0xff], 65_535),
        ] as [([UInt8], Int)])
    func `a length is read in its one form`(_ head: [UInt8], _ count: Int) throws {
        let read = try length(head, count)
        #expect(read == count)
        #expect(throws: Refusal(der: "something follows an element")) { try length(head, count + 1) }
        guard count > 0 else { return }
        #expect(throws: Refusal(der: "an element is cut off")) { try length(head, count - 1) }
    }

    @Test(
        arguments: [
            ([0x80], 0, "the length of an element"), ([0x81, 0x7f], 127, "a length is not written the shortest way"),
            ([0x82, 0x00, 0xff], 255, "a length is not written the shortest way"),
            ([0x83, 0x01, 0x00, 0x00], 65_536, "the length of an element"),
            ([0x82, 0x01], 0, "the length of an element"),
            ([], 0, "an element is cut off"),
        ] as [([UInt8], Int, String)])
    func `another form of a length is refused`(_ head: [UInt8], _ count: Int, _ reason: String) {
        let refusal = #expect(throws: Refusal.self) { try length(head, count) }
        #expect(refusal?.detail == reason)
    }

    @Test func `an element of another type is refused, and is not passed over`() throws {
        let bytes: [UInt8] = [DERTag.null, 0, DERTag.integer, 1, 5]
        var reader = DERReader<Refusal>(bytes.span)
        var refusal: Refusal?
        do throws(Refusal) { _ = try reader.content(DERTag.integer) } catch { refusal = error }
        let (first, null) = (reader.next, try reader.content(DERTag.null).count)
        let (number, end) = (try reader.magnitude()[0], reader.next)
        #expect(refusal == Refusal(der: "an element has an unexpected type"))
        #expect([first, end] == [DERTag.null, nil])
        #expect([null, Int(number)] == [0, 5])
    }
}
