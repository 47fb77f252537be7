// SPDX-License-Identifier: Apache-2.0
import Bytes
import Crypto
import TestSupport
import Testing

@testable import Attestation

/// What is said on a provisioning connection, to the byte.
///
/// The hexadecimal was put together by RFC 8949's rules, apart from our code.
@Suite struct ProvisioningMessageTests {
    private static func digest(_ byte: UInt8) throws -> Bytes32 {
        let bytes = [UInt8](repeating: byte, count: 32)
        return try #require(Bytes32(hex: Hex.encode(bytes)))
    }

    private static func times(_ count: Int, _ digits: String) -> String { String(repeating: digits, count: count) }

    private static func bytes(_ hex: String) throws -> [UInt8] {
        let digits = Array(hex.utf8)
        let bytes = Hex.decode(digits.span, count: digits.count / 2)
        return try #require(bytes)
    }

    // [domain, cluster 01…, nonce 02…, measurements 03…, document 04…, and what is wanted.
    private static let orderHead =
        "86756b33732d646161732f70726f766973696f6e2f7631" + "5820" + times(32, "01") + "5820" + times(32, "02")
        + "5820" + times(32, "03") + "5820" + times(32, "04")

    private static func order(_ work: ProvisioningOrder.Work) throws -> ProvisioningOrder {
        let binding = ProvisioningOrder.Binding(
            cluster: try digest(1), nonce: try digest(2), measurements: try digest(3), document: try digest(4))
        return ProvisioningOrder(binding, work)
    }

    private static func orders() throws -> [(ProvisioningOrder, String)] {
        let secrets = [
            ProvisioningOrder.SealedSecret(name: "k3s-token", box: [10, 11]),
            ProvisioningOrder.SealedSecret(name: "nobody", box: [12]),
        ]
        let claim = StateClaim(cluster: try digest(1), sequence: 1 << 33, root: try digest(9))
        return [
            (try order(.keep(secrets)), orderHead + "8500696b33732d746f6b656e420a0b666e6f626f6479410c"),
            (try order(.save), orderHead + "8101"),
            (
                try order(.claim(registrant: try digest(8), endpoint: "https://a")),
                orderHead + "83035820" + times(32, "08") + "6968747470733a2f2f61"
            ),
            (
                try order(.restore(claim, size: 300)),
                orderHead + "85025820" + times(32, "01") + "1b0000000200000000" + "5820" + times(32, "09") + "19012c"
            ),
        ]
    }

    private static func requests() throws -> [(ProvisioningRequest, String)] {
        [
            (.hello, "8100"), (.attest(nonce: Array(0..<16)), "820150000102030405060708090a0b0c0d0e0f"),
            (
                .order(.init(message: [1, 2], key: try digest(1), signature: .init(repeating: 5, count: 64))),
                "8402420102" + "5820" + times(32, "01") + "5840" + times(64, "05")
            ),
            (.piece([7]), "82034107"), (.envelopeKey, "8104"),
        ]
    }

    private static func replies() throws -> [(ProvisioningReply, String)] {
        let offer = ProvisioningReply.SnapshotOffer(
            claim: StateClaim(cluster: try digest(1), sequence: 7, root: try digest(9)), size: 70_000,
            signingKey: try digest(4), signature: .init(repeating: 5, count: 64))
        return [
            (
                .welcome(nonce: try digest(2), cluster: try digest(1)),
                "83005820" + times(32, "02") + "5820" + times(32, "01")
            ), (.document([1]), "82014101"), (.done, "8102"),
            (
                .snapshot(offer),
                "87035820" + times(32, "01") + "075820" + times(32, "09") + "1a000111705820" + times(32, "04") + "5840"
                    + times(64, "05")
            ),
            (
                .claimed(signingKey: try digest(4), signature: .init(repeating: 5, count: 64)),
                "83065820" + times(32, "04") + "5840" + times(64, "05")
            ), (.piece([7]), "82044107"), (.refused(ProvisioningRefusal(.staleNonce)), "82056b7374616c655f6e6f6e6365"),
        ]
    }

    @Test func `orders are written and read in one way`() throws {
        for (order, hex) in try Self.orders() {
            #expect(Hex.encode(order.message) == hex)
            let bytes = try Self.bytes(hex)
            let read = try ProvisioningOrder(bytes.span)
            #expect(read == order)
        }
    }

    @Test func `requests are written and read in one way`() throws {
        for (request, hex) in try Self.requests() {
            #expect(Hex.encode(request.encoded) == hex)
            let bytes = try Self.bytes(hex)
            let read = try ProvisioningRequest(bytes.span)
            #expect(read == request)
        }
    }

    @Test func `replies are written and read in one way`() throws {
        for (reply, hex) in try Self.replies() {
            #expect(Hex.encode(reply.encoded) == hex)
            let bytes = try Self.bytes(hex)
            let read = ProvisioningReply(bytes.span)
            #expect(read == reply)
        }
        for code in ProvisioningRefusal.Code.allCases {
            let bytes = ProvisioningReply.refused(ProvisioningRefusal(code)).encoded
            let read = ProvisioningReply(bytes.span)
            #expect(read == .refused(ProvisioningRefusal(code)))
        }
    }

    @Test func `what is cut off, longer or changed is never taken for what it was`() throws {
        for (order, hex) in try Self.orders() {
            let bytes = try Self.bytes(hex)
            for count in bytes.indices {
                let cut = Array(bytes[..<count])
                #expect(throws: ProvisioningRefusal(.malformed)) { try ProvisioningOrder(cut.span) }
            }
            let longer = bytes + [0]
            #expect(throws: ProvisioningRefusal(.malformed)) { try ProvisioningOrder(longer.span) }
            for place in Seeds.places(8 * bytes.count) {
                var changed = bytes
                changed[place / 8] ^= 1 << UInt8(place % 8)
                let read = try? ProvisioningOrder(changed.span)
                // Whatever it is, it is written as it came, so that what was signed is what is done.
                #expect(read != order && (read == nil || read?.message == changed))
            }
        }
        for (request, hex) in try Self.requests() {
            let bytes = try Self.bytes(hex)
            for count in bytes.indices {
                let cut = Array(bytes[..<count])
                let read = try? ProvisioningRequest(cut.span)
                #expect(read == nil)
            }
            for place in bytes.indices {
                var changed = bytes
                changed[place] ^= 0x20
                let read = try? ProvisioningRequest(changed.span)
                #expect(read != request && (read == nil || read?.encoded == changed))
            }
        }
    }

    // The same values in forms that RFC 8949 allows and its §4.2 does not, wrong numbers of fields, wrong lengths.
    @Test(arguments: [
        "", "80", "8000", "820000", "9f00ff", "811800", "8105", "8118ff", "82014f" + times(15, "00"),
        "82015841" + times(65, "00"), "8203" + "5f4107ff", "8203" + "580107", "820340ff", "a10000",
    ])
    func `no other form is a request`(_ hex: String) throws {
        let bytes = try Self.bytes(hex)
        #expect(throws: ProvisioningRefusal(.malformed)) { try ProvisioningRequest(bytes.span) }
    }

    @Test func `an order without secrets, or with more than there are names, is none`() throws {
        let none = try Self.bytes(Self.orderHead + "8100")
        #expect(throws: ProvisioningRefusal(.malformed)) { try ProvisioningOrder(none.span) }
        let many = try Self.bytes(Self.orderHead + "9100" + Self.times(8, "616140"))
        #expect(throws: ProvisioningRefusal(.malformed)) { try ProvisioningOrder(many.span) }
    }

    @Test func `the context of a box holds everything that the order is bound to, and the name`() throws {
        let binding = try Self.order(.save).binding
        let expected =
            Self.times(32, "01") + Self.times(32, "02") + Self.times(32, "03") + Self.times(32, "04") + "77616c6c6574"
        #expect(Hex.encode(binding.context(of: .wallet)) == expected)
        #expect(Set(SecretName.allCases.map { binding.context(of: $0) }).count == SecretName.allCases.count)
    }

    @Test func `a floor is written and read in one way`() throws {
        let seven = try #require(StateFloor(sequence: 7, root: try Self.digest(9)))
        for (floor, hex) in [(StateFloor.none, "820040"), (seven, "82075820" + Self.times(32, "09"))] {
            #expect(Hex.encode(floor.encoded) == hex)
            let bytes = try Self.bytes(hex)
            let read = StateFloor(bytes.span)
            #expect(read == floor)
        }
        for hex in [
            "", "820740", "82005820" + Self.times(32, "09"), "83004000", "82004000", "8200581f" + Self.times(31, "09"),
        ] {
            let bytes = try Self.bytes(hex)
            let read = StateFloor(bytes.span)
            #expect(read == nil, "\(hex)")
        }
        #expect(StateFloor(sequence: 0, root: try Self.digest(9)) == nil)
    }

    // contracts/sources/enclave_registry.move: BCS of StateClaim.
    @Test func `a claim is what the contract checks`() throws {
        let claim = StateClaim(cluster: try Self.digest(1), sequence: 7, root: try Self.digest(9))
        #expect(
            Hex.encode(claim.bytes) == "116b33732d646161732f73746174652f7631" + Self.times(32, "01")
                + "0700000000000000" + "20" + Self.times(32, "09"))
        let key = try PrivateKey.random(.ed25519)
        let (publicKey, signature) = (key.publicKey, try key.sign(claim.bytes))
        #expect(claim.isSigned(signature, by: publicKey))
        let other = StateClaim(cluster: try Self.digest(1), sequence: 8, root: try Self.digest(9))
        #expect(!other.isSigned(signature, by: publicKey))
    }

    // By hashlib.
    @Test func `measurements and signing keys have one digest`() throws {
        func register(_ byte: UInt8) -> [UInt8] { .init(repeating: byte, count: 48) }
        let measurements = try MeasurementsID.of(pcr0: register(1), pcr1: register(2), pcr2: register(3))
        #expect(measurements.hex == "68f6dc415505b28437f0dcb824ddeec57bc0fefc2c02244771298851d3a70c7f")
        let key = try SigningKeyInfo.digest(of: try Self.digest(4))
        #expect(key.hex == "eea8336e63d3506016149cd7a042405df0c44fa198f30412e3d5cf7d6bdf1b2b")
    }

    @Test func `a wrapped secret opens under its own key, name and cluster alone`() throws {
        let signer = try PrivateKey.random(.ed25519)
        let provisioner = try #require(Bytes32(hex: Hex.encode(signer.publicKey.bytes)))
        let dataKey = try Secret.random(count: 32)
        let plain = try Secret(copying: [1, 2, 3].span)
        let wrapped = try WrappedSecret(
            plain, cluster: try Self.digest(1), name: .wallet, keyID: "arn:aws:kms:eu-central-1:1:key/a",
            under: dataKey, by: provisioner
        ) { message throws(CryptoError) in try signer.sign(message) }
        let encoded = wrapped.encoded
        let read = WrappedSecret(encoded.span)
        #expect(read == wrapped)
        let opened = try wrapped.opened(by: dataKey)
        let bytes = opened.withBytes { bytes in bytes.indices.map { bytes[$0] } }
        #expect(bytes == [1, 2, 3])
        let other = try Secret.random(count: 32)
        #expect(throws: CryptoError(.notOpened)) { _ = try wrapped.opened(by: other) }
        // The machine in between gives the same bytes another name, cluster or key: what is signed changes, and what is sealed does.
        let (publicKey, message) = (signer.publicKey, wrapped.message)
        #expect(publicKey.isValid(wrapped.signature, over: message))
        for place in encoded.indices {
            var changed = encoded
            changed[place] ^= 1
            guard let read = WrappedSecret(changed.span) else { continue }
            let isSigned = read.provisioner == provisioner && publicKey.isValid(read.signature, over: read.message)
            #expect(!isSigned, "\(place)")
        }
    }

    @Test func `every refusal has a sentence of its own`() {
        let sentences = Set(ProvisioningRefusal.Code.allCases.map { ProvisioningRefusal($0).description })
        #expect(sentences.count == ProvisioningRefusal.Code.allCases.count)
    }
}
