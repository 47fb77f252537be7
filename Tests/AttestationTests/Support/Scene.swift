// SPDX-License-Identifier: Apache-2.0
import Attestation
import Crypto
import EnclaveSimulator
import Kernel
import Testing

/// A simulated module, whose documents hold until a test changes something, and a verifier that pins its root.
struct Scene {
    /// When all of it happens.
    static let now = WallTime(seconds: 1_795_212_180)

    /// The module that most tests share: five keys take longer to make than a document.
    static let shared = try? Scene()

    var maker: DocumentMaker
    let root: TrustRoot
    var policy = PCRPolicy.any
    var freshness = Freshness.live(now: now, maxAge: .seconds(60))
    var nonce: [UInt8]?

    init(_ change: (inout HierarchyPlan) -> Void = { _ in }) throws {
        var plan = try HierarchyPlan(at: Self.now)
        change(&plan)
        maker = try DocumentMaker(at: Self.now, plan: plan)
        root = .only(sha256OfDER: try maker.hierarchy.rootFingerprint())
    }

    /// A draft of what the module says now, changed.
    func draft(_ change: (inout DocumentDraft) -> Void = { _ in }) throws -> DocumentDraft {
        var draft = try maker.draft(at: Self.now)
        change(&draft)
        return draft
    }

    /// A document with a change that was made before it was signed.
    func document(_ change: (inout DocumentDraft) -> Void = { _ in }) throws -> [UInt8] {
        try maker.document(try draft(change))
    }

    /// What becomes of a document.
    func judge(_ document: [UInt8]) -> Result<AttestedEnclave, AttestationRefusal> {
        do throws(AttestationRefusal) {
            let document = try UnverifiedDocument(document.span)
            return judge(document)
        } catch {
            return .failure(error)
        }
    }

    /// What becomes of a document that was read.
    func judge(_ document: UnverifiedDocument) -> Result<AttestedEnclave, AttestationRefusal> {
        switch Verifier(root: root, policy: policy).verify(document, freshness: freshness, nonce: nonce) {
        case .attested(let enclave): .success(enclave)
        case .refused(let refusal): .failure(refusal)
        }
    }

    /// Why a document is refused; `nil` if it is not.
    func refusal(_ document: [UInt8]) -> AttestationRefusal.Code? {
        if case .failure(let refusal) = judge(document) { refusal.code } else { nil }
    }

    /// Why a document that the module signed is refused; `nil` if it is not.
    func refusal(_ change: (inout DocumentDraft) -> Void) throws -> AttestationRefusal.Code? {
        refusal(try document(change))
    }
}

extension Duration {
    /// For arithmetic on points in time.
    var nanoseconds: Int64 { Int64(self / .nanoseconds(1)) }
}

extension WallTime {
    static func + (time: WallTime, duration: Duration) -> WallTime {
        WallTime(nanoseconds: time.nanoseconds + duration.nanoseconds)
    }

    static func - (time: WallTime, duration: Duration) -> WallTime {
        WallTime(nanoseconds: time.nanoseconds - duration.nanoseconds)
    }

    /// As documents count.
    var milliseconds: UInt64 { UInt64(nanoseconds / 1_000_000) }
}
