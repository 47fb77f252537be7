// SPDX-License-Identifier: Apache-2.0
import Attestation
import Crypto
import Kernel
import Testing

@testable import EnclaveBoot

/// What may be said in which order, without a socket and with a clock of the test's own.
@Suite struct ProvisioningSessionTests {
    private static let nonce = TestEnclave.digest(2)
    private static let document = TestEnclave.digest(4)
    private static let start = Monotonic(nanoseconds: 1_000_000_000_000)

    private let provisioner: TestEnclave.ProvisionerKey
    private var session: ProvisioningSession

    init() throws {
        provisioner = try TestEnclave.ProvisionerKey()
        session = ProvisioningSession(
            .init(
                cluster: TestEnclave.cluster, measurements: TestEnclave.measurements,
                provisioners: [provisioner.key.publicKey]))
    }

    private mutating func receive(
        _ request: ProvisioningRequest, after: Duration = .zero
    ) -> Result<ProvisioningSession.Action, ProvisioningRefusal> {
        do throws(ProvisioningRefusal) {
            return .success(try session.receive(request, nonce: Self.nonce, at: Self.start.advanced(by: after)))
        } catch { return .failure(error) }
    }

    private mutating func greet() {
        #expect(receive(.hello) == .success(.welcome(Self.nonce)))
        #expect(receive(.attest(nonce: Array(0..<16))) == .success(.attest(Array(0..<16))))
        session.attested(Self.document)
    }

    private static let binding = ProvisioningOrder.Binding(
        cluster: TestEnclave.cluster, nonce: nonce, measurements: TestEnclave.measurements, document: document)

    private func signed(
        _ work: ProvisioningOrder.Work, _ binding: ProvisioningOrder.Binding = binding
    ) throws -> ProvisioningRequest {
        let message = ProvisioningOrder(binding, work).message
        return .order(.init(message: message, key: provisioner.bytes, signature: try provisioner.key.sign(message)))
    }

    private static func refused(
        _ code: ProvisioningRefusal.Code
    ) -> Result<ProvisioningSession.Action, ProvisioningRefusal> { .failure(ProvisioningRefusal(code)) }

    @Test mutating func `an order that fits is carried out, once for each challenge`() throws {
        greet()
        let order = try signed(.save)
        #expect(receive(order) == .success(.save))
        #expect(receive(order) == Self.refused(.outOfOrder))
    }

    @Test mutating func `a claim is of the own cluster, for whom the order names`() throws {
        greet()
        let registrant = TestEnclave.digest(9)
        let answer = receive(try signed(.claim(registrant: registrant, endpoint: "https://a")))
        let claim = EnclaveClaim(cluster: TestEnclave.cluster, registrant: registrant, endpoint: "https://a")
        #expect(answer == .success(.claim(claim)))
    }

    @Test mutating func `an order before a challenge or a document is out of order`() throws {
        let order = try signed(.save)
        #expect(receive(order) == Self.refused(.outOfOrder))
        #expect(receive(.hello) == .success(.welcome(Self.nonce)))
        #expect(receive(order) == Self.refused(.outOfOrder))
    }

    @Test(arguments: [(59_999, true), (60_000, false), (60_001, false)])
    mutating func `a challenge is good for a minute`(_ milliseconds: Int, _ isGood: Bool) throws {
        greet()
        let answer = receive(try signed(.save), after: .milliseconds(milliseconds))
        #expect(answer == (isGood ? .success(.save) : Self.refused(.staleNonce)))
    }

    @Test(arguments: [
        (0, ProvisioningRefusal.Code.wrongCluster), (1, .staleNonce), (2, .wrongMeasurements), (3, .wrongDocument),
    ])
    mutating func `each thing that an order is bound to is compared`(
        _ part: Int, _ code: ProvisioningRefusal.Code
    ) throws {
        greet()
        func value(_ index: Int, _ right: Bytes32) -> Bytes32 { index == part ? TestEnclave.digest(0xff) : right }
        let binding = ProvisioningOrder.Binding(
            cluster: value(0, TestEnclave.cluster), nonce: value(1, Self.nonce),
            measurements: value(2, TestEnclave.measurements), document: value(3, Self.document))
        #expect(receive(try signed(.save, binding)) == Self.refused(code))
        // A wrong order uses its challenge up as a right one does.
        #expect(receive(try signed(.save)) == Self.refused(.outOfOrder))
    }

    @Test mutating func `strangers and wrong signatures are refused`() throws {
        let stranger = try TestEnclave.ProvisionerKey()
        let message = ProvisioningOrder(Self.binding, .save).message
        let theirs = try stranger.key.sign(message)
        let other = try provisioner.key.sign(
            ProvisioningOrder(Self.binding, .keep([.init(name: "wallet", box: [1])])).message)
        greet()
        #expect(
            receive(.order(.init(message: message, key: stranger.bytes, signature: theirs)))
                == Self.refused(.unknownProvisioner))
        for signature in [theirs, other, [UInt8](repeating: 0, count: 64)] {
            greet()
            #expect(
                receive(.order(.init(message: message, key: provisioner.bytes, signature: signature)))
                    == Self.refused(.wrongSignature))
        }
        greet()
        let noise: [UInt8] = [1, 2, 3]
        let signed = try provisioner.key.sign(noise)
        #expect(
            receive(.order(.init(message: noise, key: provisioner.bytes, signature: signed)))
                == Self.refused(.malformed))
    }

    @Test mutating func `a snapshot comes in pieces, as long as was said`() throws {
        let claim = StateClaim(cluster: TestEnclave.cluster, sequence: 7, root: TestEnclave.digest(9))
        greet()
        #expect(receive(try signed(.restore(claim, size: 5))) == .success(.receive(claim, size: 5)))
        #expect(receive(.piece([1, 2, 3])) == .success(.piece([1, 2, 3])))
        #expect(receive(.piece([4, 5])) == .success(.restore([4, 5], claim)))
        session.finished()
        #expect(receive(.piece([6])) == Self.refused(.outOfOrder))
    }

    @Test(arguments: [
        (ProvisioningRequest.hello, ProvisioningRefusal.Code.outOfOrder), (.envelopeKey, .outOfOrder),
        (.piece([]), .malformed), (.piece([1, 2, 3, 4, 5, 6]), .malformed),
    ])
    mutating func `while a snapshot comes in nothing else does`(
        _ request: ProvisioningRequest, _ code: ProvisioningRefusal.Code
    ) throws {
        let claim = StateClaim(cluster: TestEnclave.cluster, sequence: 7, root: TestEnclave.digest(9))
        greet()
        _ = receive(try signed(.restore(claim, size: 5)))
        #expect(receive(request) == Self.refused(code))
    }

    @Test mutating func `an empty snapshot is none`() throws {
        let claim = StateClaim(cluster: TestEnclave.cluster, sequence: 7, root: TestEnclave.digest(9))
        greet()
        #expect(receive(try signed(.restore(claim, size: 0))) == Self.refused(.malformed))
    }

    @Test mutating func `one connection asks for few attestations`() {
        for _ in 0..<8 { #expect(receive(.envelopeKey) == .success(.attestEnvelopeKey)) }
        #expect(receive(.envelopeKey) == Self.refused(.outOfOrder))
        #expect(receive(.attest(nonce: Array(0..<16))) == Self.refused(.outOfOrder))
    }

    @Test mutating func `a wrapped secret needs a provisioner's signature, and this cluster`() throws {
        let dataKey = try Secret.random(count: 32)
        func wrapped(
            _ key: TestEnclave.ProvisionerKey, _ cluster: Bytes32, signedBy signer: TestEnclave.ProvisionerKey
        ) throws -> WrappedSecret {
            try WrappedSecret(
                try Secret(copying: [1].span), cluster: cluster, name: .wallet, keyID: "key", under: dataKey,
                by: key.bytes
            ) { message throws(CryptoError) in try signer.key.sign(message) }
        }
        let stranger = try TestEnclave.ProvisionerKey()
        let right = try wrapped(provisioner, TestEnclave.cluster, signedBy: provisioner)
        #expect(receive(.wrapped(right, envelope: [1])) == .success(.unwrap(right, envelope: [1])))
        for (secret, code) in [
            (
                try wrapped(stranger, TestEnclave.cluster, signedBy: stranger),
                ProvisioningRefusal.Code.unknownProvisioner
            ),
            (try wrapped(provisioner, TestEnclave.cluster, signedBy: stranger), .wrongSignature),
            (try wrapped(provisioner, TestEnclave.digest(2), signedBy: provisioner), .wrongCluster),
        ] {
            #expect(receive(.wrapped(secret, envelope: [1])) == Self.refused(code))
        }
    }
}
