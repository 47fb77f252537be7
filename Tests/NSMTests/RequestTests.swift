// SPDX-License-Identifier: Apache-2.0
import Bytes
import NSM
import Testing

// Expected bytes: what AWS's nsm-api (Rust, serde_cbor) writes, taken apart by hand.
struct RequestTests {
    static let written: [(NSMRequest, String)] = [
        (.describe, "6b 44657363726962654e534d"),
        (.random, "69 47657452616e646f6d"),
        (.describePCR(0), "a1 6b 4465736372696265504352 a1 65 696e646578 00"),
        (.describePCR(23), "a1 6b 4465736372696265504352 a1 65 696e646578 17"),
        (.describePCR(24), "a1 6b 4465736372696265504352 a1 65 696e646578 1818"),
        (.describePCR(255), "a1 6b 4465736372696265504352 a1 65 696e646578 18ff"),
        (.extendPCR(16, [1, 2, 3]), "a1 69 457874656e64504352 a2 65 696e646578 10 64 64617461 43 010203"),
        (.lockPCR(16), "a1 67 4c6f636b504352 a1 65 696e646578 10"),
        (.lockPCRs(32), "a1 68 4c6f636b50435273 a1 65 72616e6765 1820"),
        (
            .attest(userData: nil, nonce: nil, publicKey: nil),
            "a1 6b 4174746573746174696f6e a3 69 757365725f64617461 f6 65 6e6f6e6365 f6 6a 7075626c69635f6b6579 f6"
        ),
        (
            .attest(userData: [1], nonce: [], publicKey: [2, 3]),
            "a1 6b 4174746573746174696f6e a3 69 757365725f64617461 41 01 65 6e6f6e6365 40 6a 7075626c69635f6b6579 42 0203"
        ),
    ]

    @Test(arguments: written) func `are written as the device takes them, and read back`(
        _ request: NSMRequest, _ digits: String
    ) throws {
        let expected = try bytes(digits)
        #expect(try request.encoded() == expected)
        #expect(NSMRequest(expected.span) == request)
    }

    // AWS's texts say 512 in one place and 1024 in another; verifiers that are in use refuse more than 512.
    @Test(arguments: [(511, true), (512, true), (513, false)]) func `nonce and user data have a limit`(
        _ count: Int, _ isTaken: Bool
    ) {
        let field: [UInt8] = .init(repeating: 7, count: count)
        for request in [
            NSMRequest.attest(userData: field, nonce: nil, publicKey: nil),
            .attest(userData: nil, nonce: field, publicKey: nil),
        ] {
            #expect(((try? request.encoded()) != nil) == isTaken)
        }
    }

    @Test(arguments: [(1023, true), (1024, true), (1025, false)]) func `a public key has a limit`(
        _ count: Int, _ isTaken: Bool
    ) {
        let request = NSMRequest.attest(userData: nil, nonce: nil, publicKey: .init(repeating: 7, count: count))
        #expect(((try? request.encoded()) != nil) == isTaken)
    }

    // The request's own words take 27 bytes beside the data.
    @Test(arguments: [(4068, true), (4069, true), (4070, false)]) func `a request is at most 4096 bytes long`(
        _ count: Int, _ isTaken: Bool
    ) {
        let request = NSMRequest.extendPCR(16, .init(repeating: 7, count: count))
        #expect((try? request.encoded())?.count == (isTaken ? count + 27 : nil))
        if !isTaken { #expect(throws: NSMError.invalidLength) { _ = try request.encoded() } }
    }

    @Test func `what may be left out may be left out`() throws {
        let empty = try bytes("a1 6b 4174746573746174696f6e a0")
        #expect(NSMRequest(empty.span) == .attest(userData: nil, nonce: nil, publicKey: nil))
        let nonce = try bytes("a1 6b 4174746573746174696f6e a1 65 6e6f6e6365 41 05")
        #expect(NSMRequest(nonce.span) == .attest(userData: nil, nonce: [5], publicKey: nil))
    }

    @Test func `what is not known is passed over`() throws {
        let request = try bytes("a1 67 4c6f636b504352 a2 65 696e646578 10 63 6e6577 82 01 a1 01 02")
        #expect(NSMRequest(request.span) == .lockPCR(16))
    }

    static let unreadable = [
        ("", "nothing"),
        ("6b 44657363726962654e534d 00", "something behind"),
        ("6a 44657363726962654e53", "half a name"),
        ("a1 6b 44657363726962654e534d a0", "a name in the place of a call"),
        ("67 4c6f636b504352", "a call without arguments"),
        ("a1 67 4c6f636b504352 a0", "an argument missing"),
        ("a1 67 4c6f636b504352 a1 65 696e646578 1810", "a number longer than it need be"),
        ("a1 67 4c6f636b504352 a1 65 696e646578 190100", "a number beyond a byte"),
        ("a1 67 4c6f636b504352 a1 65 696e646578 20", "a number below zero"),
        ("a1 67 4c6f636b504352 a2 65 696e646578 10 65 696e646578 10", "an argument twice"),
        ("a2 67 4c6f636b504352 a1 65 696e646578 10 67 4c6f636b504352 a1 65 696e646578 10", "two calls"),
        ("a1 69 457874656e64504352 a1 65 696e646578 10", "nothing to extend by"),
        ("a1 69 457874656e64504352 a2 65 696e646578 10 64 64617461 f6", "null to extend by"),
        ("a1 66 466f726d6174 a0", "a call that there is not"),
        ("01", "a number"),
        ("a0", "no call"),
    ]

    @Test(arguments: unreadable) func `are refused where a device refuses them`(
        _ digits: String, _ what: String
    ) throws {
        let request = try bytes(digits)
        #expect(NSMRequest(request.span) == nil, "\(what)")
    }

    @Test(arguments: written) func `are refused where they end too early`(
        _ request: NSMRequest, _ digits: String
    ) throws {
        let whole = try bytes(digits)
        for count in 0..<whole.count {
            let part = Array(whole[..<count])
            #expect(NSMRequest(part.span) == nil)
        }
    }

    @Test func `only what changes nothing the second time is asked a second time`() {
        #expect(Self.written.filter { !$0.0.isRepeatable }.map(\.0) == [.extendPCR(16, [1, 2, 3]), .lockPCR(16)])
    }
}
