// SPDX-License-Identifier: Apache-2.0

/// The numbers that the contracts abort with, by module and name, as `Tests/Vectors/contracts.json` has them.
public enum AbortCodes {
    private static let numbers: [String: [String]] = [
        "audit_anchor": [
            "EWrongVersion", "EWrongCluster", "EOldSequence", "EShrunk", "EInvalidRoot", "ENotFound", "ENotAnUpgrade",
        ],
        "enclave_registry": [
            "EWrongVersion", "EWrongCluster", "EInvalidMeasurement", "ENoMeasurements", "EWrongMeasurement",
            "EStaleDocument", "EWrongUserData", "EInvalidKey", "EInvalidEndpoint", "EWrongSignature",
            "EAlreadyRegistered", "ENotCurrent", "EInvalidClass", "ESealNotLive", "ENoEnclave", "EOldSequence",
            "ENotAnUpgrade",
        ],
        "governance": [
            "EWrongVersion", "EWrongCluster", "ENoWeight", "EWrongBond", "EInvalidEvidence", "EEvidenceUsed",
            "EInvalidFraction", "ENoTarget", "ENotFound", "EClosed", "EVoteOver", "ETooEarly", "EAlreadyVoted",
            "EOwnProposal", "ENoAppeal", "ENotAnUpgrade",
        ],
        "k8s_scheduler": [
            "EWrongVersion", "EWrongCluster", "ESealNotLive", "ETierTooLow", "ENotPermitted", "EInvalidRequest",
            "ETooManyRequests", "ENotFound", "EInvalidTransition", "EWorkerNotEligible", "EWorkerBusy", "ENotSubmitter",
            "ENotAnUpgrade",
        ],
        "params": ["EInvalidParams"],
        "rewards": ["ENoWorkers", "ENothingToClaim"],
        "rights": ["ECapRevoked", "EInvalidKind", "ENotOffered", "ETooManyCaps"],
        "seal": [
            "EWrongVersion", "EWrongCluster", "EStakeTooLow", "EKeyUsed", "EInvalidKey", "EInvalidPermission",
            "EInvalidNamespace", "EInvalidExpiry", "ETooManySeals", "EOldGeneration", "ENotAnUpgrade",
        ],
        "staking": [
            "EWrongVersion", "EWrongCluster", "EBelowMinimum", "EAlreadyStaked", "ENotStaked", "ESlashed",
            "ENotSlashed", "EZeroAmount", "EInsufficientStake", "ENothingUnbonding", "EStillUnbonding", "EHeld",
            "EInvalidNodeId", "ENodeTaken", "EOtherNode", "EInvalidEvidence", "EEvidenceUsed", "EInvalidFraction",
            "EEpochLimit", "ENotAnUpgrade",
        ],
        "tiers": ["EThresholdsNotAscending"],
        "worker_registry": [
            "EWrongVersion", "EWrongCluster", "EStakeTooLow", "EAlreadyRegistered", "ENotRegistered",
            "EInvalidTransition", "EInvalidNodeName", "ENodeNameTaken", "EInvalidJoinKey", "ENotOwner", "ETooSoon",
            "EInvalidUsage", "ENotAnUpgrade", "EInvalidReason",
        ],
    ]

    /// The number of an abort; 0 for one that the contracts do not have.
    public static func number(of abort: Abort) -> UInt64 {
        let index = numbers[abort.module]?.firstIndex(of: abort.name)
        return index.map { UInt64($0 + 1) } ?? 0
    }

    /// The name of a number in a module.
    public static func name(_ number: UInt64, in module: String) -> String? {
        guard let names = numbers[module], number >= 1, number <= UInt64(names.count) else { return nil }
        return names[Int(number) - 1]
    }
}
