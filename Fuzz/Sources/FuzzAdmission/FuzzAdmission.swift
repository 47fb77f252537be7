// SPDX-License-Identifier: Apache-2.0
import Crypto
import FuzzDriver
import Kernel
import Reviews
import SealAuthN
import Wire

@testable import StakeRBAC

/// Feeds each input to the engine as a write and as a verb, for every tier: whatever the bytes, there is a verdict or a
/// code, a viewer writes nothing, and who has more stake may whatever who has less may.
@_cdecl("FuzzAdmission_main")
public func start(_ argc: CInt, _ argv: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> CInt {
    drive(argc, argv) { bytes, count in
        let input = Span(_unsafeElements: UnsafeBufferPointer(start: bytes, count: count))
        guard var parser = try? JSONParser(maximumBytes: 1 << 20) else { return 0 }
        _ = try? parser.withDocument(input) { root throws(ReviewError) in
            if let review = try? AdmissionReview(root) {
                Trial.admission(review)
            } else if let review = try? SubjectAccessReview(root) {
                Trial.access(review)
            }
        }
        return 0
    }
}

/// What must hold of the engine, whatever it is asked.
enum Trial {
    private static let owner = Bytes32()
    private static let circumstances = Circumstances(now: WallTime(seconds: 1_800_000_000))
    private static let engine: Engine = {
        var policy = Policy()
        policy.namespaces.grants = [owner: ["team-a"]]
        policy.namespaces.protected = ["vault"]
        policy.storage.drivers = ["csi.example.com"]
        policy.resourceGroups = ["demo.example.com"]
        return Engine(policy)
    }()

    private static func identity(_ tier: Tier) -> Identity {
        Identity(owner: owner, seal: nil, tier: tier, stake: Circumstances.firstPrices[tier])
    }

    static func admission(_ review: borrowing AdmissionReview) {
        if let claimant = try? Claimant(review, engine.policy), IdentityText.isOurs(review.username) {
            require(claimant != .nobody, "a name of ours is never nobody's")
        }
        var isAllowedBelow = false
        var isReadable: Bool?
        for tier in Tier.allCases {
            let verdict = try? engine.admit(review, by: .staker(identity(tier)), circumstances)
            require(isReadable != (verdict == nil), "a review that one tier can have judged, every tier can")
            isReadable = verdict != nil
            let isAllowed = verdict?.isAllowed ?? false
            require(isAllowed || !isAllowedBelow, "who has more stake may whatever who has less may")
            isAllowedBelow = isAllowed
            if tier == .viewer, isAllowed { require(isQuestion(review), "a viewer writes nothing") }
            narrowed(review, tier, isAllowed)
            isPlain(verdict)
        }
        let account = try? engine.admit(review, by: .serviceAccount(identity(.developer)), circumstances)
        let machine = try? engine.admit(review, by: .node(.registered), circumstances)
        let dead = try? engine.admit(review, by: .dead(.slashed), circumstances)
        _ = (account, machine)
        require(dead?.isAllowed == false, "a dead stake may nothing")
    }

    static func access(_ review: borrowing SubjectAccessReview) {
        var isOpenBelow = false
        for tier in Tier.allCases {
            guard let opinion = try? engine.authorize(review, by: .staker(identity(tier)), circumstances) else {
                return
            }
            let isOpen = if case .denied = opinion { false } else { true }
            require(isOpen || !isOpenBelow, "who has more stake may whatever who has less may")
            isOpenBelow = isOpen
        }
    }

    /// The name of the object as a word that narrows a seal.
    private static func narrowed(_ review: borrowing AdmissionReview, _ tier: Tier, _ isAllowed: Bool) {
        var less = identity(tier)
        less.permissions = [Text.string(review.name)]
        less.namespaces = ["team-a"]
        let verdict = try? engine.admit(review, by: .staker(less), circumstances)
        require(isAllowed || verdict?.isAllowed != true, "words never give anything")
        isPlain(verdict)
    }

    private static func isPlain(_ verdict: Verdict?) {
        guard let message = verdict?.message else { return }
        // Our own sign for "times" is the only one beyond ASCII.
        let isPlain = message.unicodeScalars.allSatisfy { $0 == "×" || ($0.value >= 0x20 && $0.value < 0x7F) }
        require(isPlain, "nothing but letters reaches a person")
    }

    private static func isQuestion(_ review: borrowing AdmissionReview) -> Bool {
        guard let resource = try? review.resource.text("resource") else { return false }
        return review.operation == .create && Text.hasPrefix(resource, "selfsubject" as StaticString)
    }
}
