// SPDX-License-Identifier: Apache-2.0
import Attestation
import Bytes
import Crypto
import Kernel
import TestSupport
import Testing

/// Documents of AWS's own modules, from 2021 to 2026: production and debug, maps of known and of unknown length (T1), fields
/// of no bytes and of 1024 (T8), 16 registers and 17 (T4), high and low *s* (T16).
@Suite(
    .enabled(if: !RealDocument.all.isEmpty, "no ../shared/fixtures/attestation here: real documents were NOT verified"))
struct RealDocumentTests {
    private static func verdict(
        _ real: RealDocument, _ policy: PCRPolicy, root: TrustRoot = .aws, freshness: Freshness = .archived,
        nonce: [UInt8]? = nil
    ) throws -> Result<AttestedEnclave, AttestationRefusal> {
        let document = try UnverifiedDocument(real.bytes.span)
        switch Verifier(root: root, policy: policy).verify(document, freshness: freshness, nonce: nonce) {
        case .attested(let enclave): return .success(enclave)
        case .refused(let refusal): return .failure(refusal)
        }
    }

    private static func code(_ verdict: Result<AttestedEnclave, AttestationRefusal>) -> AttestationRefusal.Code? {
        if case .failure(let refusal) = verdict { refusal.code } else { nil }
    }

    @Test(arguments: RealDocument.all) func `says what others read in it`(_ real: RealDocument) throws {
        let document = try UnverifiedDocument(real.bytes.span)
        #expect(document.moduleID == real.expected["module_id"].text)
        #expect(document.timestamp == real.timestamp)
        #expect(document.pcrs == real.pcrs)
        #expect(document.publicKey == real.field("public_key_hex"))
        #expect(document.userData == real.field("user_data_hex"))
        #expect(document.nonce == real.field("nonce_hex"))
        #expect(document.cabundle.count + 1 == real.expected["verified"]["chain_len"].integer)
    }

    @Test(arguments: RealDocument.all) func `is genuine at its own time`(_ real: RealDocument) throws {
        let enclave = try Self.verdict(real, .any.allowingDebug).get()
        #expect(enclave.moduleID == real.expected["module_id"].text)
        #expect(enclave.isDebug == real.isDebug)
        #expect(enclave.isArchived)
        #expect(!enclave.isTrusted)
        #expect(enclave.commitment == nil)
        #expect(enclave.chainEnds == real.time("chain_valid_until"))
        let leaf = real.expected["chain_cn"].list.last?.text ?? ""
        #expect(leaf == "\(enclave.moduleID).\(enclave.region).aws")
        #expect(enclave.moduleID.hasPrefix(enclave.instanceID + "-enc"))
    }

    // T9: PCR 4 is set in debug mode, and often 3; only the image's registers are zero.
    @Test(arguments: RealDocument.all) func `is trusted by its measurements, unless it is debug`(
        _ real: RealDocument
    ) throws {
        let policy = try #require(real.policy ?? RealDocument.production.first?.policy)
        #expect((real.policy == nil) == real.isDebug)
        let verdict = try Self.verdict(real, policy)
        if real.isDebug {
            #expect(Self.code(verdict) == .debug)
            #expect(Self.code(try Self.verdict(real, .any)) == .debug)
        } else {
            let enclave = try verdict.get()
            #expect(enclave.isTrusted && !enclave.isDebug)
        }
    }

    @Test(arguments: RealDocument.production) func `is believed while its chain lasts`(_ real: RealDocument) throws {
        let policy = try #require(real.policy)
        let begins = try #require(real.time("chain_valid_from"))
        let ends = try #require(real.time("chain_valid_until"))
        func code(_ now: WallTime) throws -> AttestationRefusal.Code? {
            Self.code(try Self.verdict(real, policy, freshness: .live(now: now, maxAge: .seconds(4 * 3600))))
        }
        #expect(try code(real.timestamp) == nil)
        #expect(try code(ends - .seconds(1)) == nil)
        #expect(try code(ends) == .expired)
        #expect(try code(.now) == .expired)
        #expect(try code(begins - .seconds(61)) == .clockBehind)
        #expect(try code(begins - .seconds(3600)) == .clockBehind)
        if real.timestamp < begins + .seconds(200) {
            #expect(try code(begins - .seconds(60)) == nil)
        }
    }

    // T17: the chain holds, the document is old.
    @Test(arguments: RealDocument.production) func `is not believed once it is old`(_ real: RealDocument) throws {
        let now = real.timestamp + .seconds(61)
        let fresh = Freshness.live(now: now, maxAge: .seconds(61))
        let old = Freshness.live(now: now, maxAge: Freshness.maximumAgeOfAnswer)
        #expect(Self.code(try Self.verdict(real, .any, freshness: fresh)) == nil)
        #expect(Self.code(try Self.verdict(real, .any, freshness: old)) == .stale)
    }

    @Test(arguments: RealDocument.production) func `answers its own challenge`(_ real: RealDocument) throws {
        let nonce = real.field("nonce_hex")
        #expect(Self.code(try Self.verdict(real, .any, nonce: [1, 2, 3])) == .wrongNonce)
        #expect(Self.code(try Self.verdict(real, .any, nonce: nonce)) == (nonce == [] ? .wrongNonce : nil))
        guard let nonce, !nonce.isEmpty else { return }
        #expect(Self.code(try Self.verdict(real, .any, nonce: nonce.dropLast())) == .wrongNonce)
        #expect(Self.code(try Self.verdict(real, .any, nonce: nonce + [0])) == .wrongNonce)
    }

    @Test(arguments: RealDocument.all) func `counts in its own partition alone`(_ real: RealDocument) throws {
        #expect(Self.code(try Self.verdict(real, .any.allowingDebug, root: .awsGovCloud)) == .wrongRoot)
        let first = try UnverifiedDocument(real.bytes.span).cabundle[0]
        #expect(try SHA256.digest(of: first.span).hex == TrustRoot.aws.fingerprint)
    }

    @Test(arguments: [
        (TrustRoot.aws, "aws.nitro-enclaves.pem"), (.awsGovCloud, "aws-us-gov.nitro-enclaves.pem"),
    ])
    func `pins the roots that AWS publishes`(_ root: TrustRoot, _ file: String) throws {
        let pem = try FileContents.read(TestFiles.fixtures + "attestation/" + file, limit: 1 << 16).bytes
        let lines = String(decoding: pem, as: UTF8.self).split(separator: "\n").filter { !$0.hasPrefix("-----") }
        let der = try #require(Base64.decode(lines.joined()))
        #expect(try SHA256.digest(of: der.span).hex == root.fingerprint)
        #expect(root.isOfAWS)
    }

    // T16: whoever has a document can write its signature in another way; it is the same document then.
    @Test(arguments: RealDocument.production) func `has two signatures and one identity`(_ real: RealDocument) throws {
        let twin = Signatures.twin(of: real.bytes)
        #expect(twin != real.bytes)
        let document = try UnverifiedDocument(twin.span)
        guard
            case .attested(let other) = Verifier(root: .aws, policy: .any).verify(
                document, freshness: .archived, nonce: nil)
        else {
            Issue.record("the twin was refused")
            return
        }
        #expect(other.identity == (try Self.verdict(real, .any).get()).identity)
    }
}
