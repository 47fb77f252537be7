// SPDX-License-Identifier: Apache-2.0
internal import DevLedger
internal import SuiLedger

/// What the contracts' refusals mean for who asked, and what would help.
enum Refusals {
    /// One sentence for people.
    static func sentence(_ failure: ExecutionFailure) -> String {
        guard let abort = failure.abort else {
            return failure.isCongestion
                ? "too many use the same objects now: try again" : TextWriter.visible(failure.message)
        }
        guard let known = Self.abort(failure) else {
            return "\(TextWriter.visible(abort.module)) refused with error \(abort.code)"
        }
        return (sentence(of: known) ?? "the contracts refuse this") + " (\(known))"
    }

    /// The same without the error's name; `nil` for one that this version has no words for.
    static func sentence(of abort: Abort) -> String? { sentences[abort.description] ?? common[abort.name] }

    /// The check that did not hold, where it is one of the contracts'.
    static func abort(_ failure: ExecutionFailure) -> Abort? {
        guard let abort = failure.abort, let name = AbortCodes.name(abort.code, in: abort.module) else { return nil }
        return Abort(abort.module, name)
    }

    private static let common: [String: String] = [
        "EWrongVersion": "the contracts were upgraded: the cluster file must name the new package",
        "EWrongCluster": "this belongs to another cluster",
        "ENotAnUpgrade": "the object has this version, or a newer one, already",
        "ESealNotLive": "the seal is revoked, expired, older than a slashing, or its owner's stake is too low",
        "EInvalidEvidence": "evidence is the SHA-256 of what proves it: 64 hexadecimal digits",
        "EEvidenceUsed": "this evidence was used before",
        "EInvalidFraction": "a fraction is from 1 to the cluster's bound, in hundredths of a percent",
    ]

    private static let sentences: [String: String] = [
        "staking::EBelowMinimum":
            "the first stake is below the minimum: 0.5 SUI for viewers, 1 SUI for nodes by default",
        "staking::EAlreadyStaked": "there is a stake already: more goes on top with `sealctl stake` again",
        "staking::ENotStaked": "there is no such stake: begin with `sealctl stake`",
        "staking::ESlashed": "the account was slashed: come back with `sealctl restake`",
        "staking::ENotSlashed": "the account was not slashed: use `sealctl stake`",
        "staking::EZeroAmount": "an amount of 0 changes nothing",
        "staking::EInsufficientStake": "there is less stake than that: `sealctl status` shows it",
        "staking::ENothingUnbonding": "nothing waits to be withdrawn: `sealctl unstake` comes first",
        "staking::EStillUnbonding": "the unbonding time is not over: `sealctl status` shows until when",
        "staking::EHeld": "a proposal about the account is open: withdraw when it is decided",
        "staking::ENodeTaken": "another account has a node of this name",
        "staking::EOtherNode": "the account has a node of another name",
        "staking::EInvalidNodeId": "a node's name is 1 to 63 lowercase letters, digits and dashes",
        "staking::EEpochLimit": "the slasher's bound for this epoch is reached",
        "seal::EStakeTooLow": "the stake is too low for a seal: 0.5 SUI for users, a node's stake for workers",
        "seal::EKeyUsed": "the key was used before: mint again",
        "seal::EInvalidKey": "a seal's key and what ties it to its owner are 32 bytes, and not all 0",
        "seal::EInvalidPermission":
            "a permission is [NAMESPACE/]RESOURCE[.GROUP][/SUBRESOURCE]:VERB, such as pods:read",
        "seal::EInvalidNamespace": "a namespace is 1 to 63 lowercase letters, digits and dashes",
        "seal::EInvalidExpiry": "a seal lives for 1 to 100 epochs",
        "seal::ETooManySeals": "the account has as many live seals as allowed: revoke one",
        "seal::EOldGeneration": "the seal is older than a slashing: mint a new one",
        "worker_registry::EAlreadyRegistered": "the worker is registered already",
        "worker_registry::ENotRegistered": "there is no such worker: `sealctl worker register` comes first",
        "worker_registry::EStakeTooLow": "a worker needs a node's stake: `sealctl stake AMOUNT --node-name NAME`",
        "worker_registry::EInvalidTransition":
            "this cannot be done to a worker that is where it is: `sealctl worker show` says where",
        "worker_registry::EInvalidNodeName": "a node's name is 1 to 63 lowercase letters, digits and dashes",
        "worker_registry::ENotOwner": "only the worker's owner reports for it",
        "worker_registry::EInvalidUsage": "usage is in percent, from 0 to 100",
        "worker_registry::EInvalidReason": "a reason is up to 256 bytes of printable ASCII",
        "worker_registry::EInvalidJoinKey": "a join key is an X25519 public key: 64 hexadecimal digits",
        "worker_registry::ETooSoon": "heartbeats are counted once in ten minutes",
        "worker_registry::ENodeNameTaken": "a node had this name before, and names are not used twice",
        "k8s_scheduler::ETierTooLow": "the stake's tier does not allow this request",
        "k8s_scheduler::ENotPermitted": "the seal's permissions or namespaces do not allow this request",
        "k8s_scheduler::EInvalidRequest":
            "a request's parts, and what became of it, are short and in printable ASCII: `sealctl request submit --help`",
        "k8s_scheduler::ENotFound": "there is no such request: `sealctl request list` shows them",
        "k8s_scheduler::EInvalidTransition":
            "this cannot be done to a request that is where it is: `sealctl request list` says where",
        "k8s_scheduler::ETooManyRequests": "the account has as many open requests as allowed",
        "k8s_scheduler::EWorkerBusy": "the worker has as many requests as allowed",
        "k8s_scheduler::EWorkerNotEligible": "the worker is not active, or its stake is too low",
        "k8s_scheduler::ENotSubmitter": "only who submitted a request can cancel it",
        "governance::ENoWeight": "only stake from an earlier epoch proposes and votes",
        "governance::EWrongBond": "the bond must be what the cluster's parameters say: `sealctl cluster show`",
        "governance::ENoTarget": "the account has nothing in the pool that could be slashed",
        "governance::ENotFound": "there is no such proposal: `sealctl proposals` shows them",
        "governance::EClosed": "the proposal was carried out or rejected already",
        "governance::EVoteOver": "the vote is over",
        "governance::ETooEarly": "the vote, or the time to appeal, is not over",
        "governance::EAlreadyVoted": "the account has voted in this round",
        "governance::EOwnProposal": "nobody votes about themselves",
        "governance::ENoAppeal": "there is nothing to appeal against, or not any more",
        "rights::ECapRevoked": "the capability was revoked",
        "params::EInvalidParams": "a parameter is out of its bounds: `sealctl cluster show` shows those in force",
        "tiers::EThresholdsNotAscending": "the tiers' thresholds are above 0 and rise from viewer to super",
        "rewards::ENoWorkers": "no worker has a score: there is nobody whom the reward could go to",
        "rewards::ENothingToClaim": "no reward is due to the account",
        "audit_anchor::EOldSequence": "the chain has this root of audit logs already, or a newer one",
        "audit_anchor::EShrunk": "the chain has a root of more anchorings: an audit log never shrinks",
        "audit_anchor::EInvalidRoot": "a root of audit logs is 32 bytes",
        "audit_anchor::ENotFound": "the chain has no root of audit logs under this number",
        "rights::EInvalidKind": "there is no capability of this kind",
        "rights::ETooManyCaps": "there are as many capabilities of this kind as allowed: revoke one",
        "rights::ENotOffered": "this capability was not offered to the account",
        "enclave_registry::ENotCurrent":
            "the enclave is not registered on the chain, was retired, or runs what the cluster no longer expects",
        "enclave_registry::EOldSequence": "the chain has this snapshot already, or a newer one",
        "enclave_registry::EWrongSignature": "the enclave's key did not sign this",
        "enclave_registry::ENoEnclave": "no enclave serves the class that the stake gives",
        "enclave_registry::ENoMeasurements":
            "nobody has said what enclaves must measure: `sealctl enclave approve` comes first",
        "enclave_registry::EInvalidMeasurement":
            "a measurement is 96 hexadecimal digits, and not all 0, as a debug enclave's are; only PCR16 may be left out",
        "enclave_registry::EWrongUserData": "the document does not commit to these keys and this configuration",
        "enclave_registry::EInvalidKey": "an enclave's keys and hashes are 32 bytes",
        "enclave_registry::EInvalidClass": "a class is basic, standard or premium",
        "enclave_registry::EWrongMeasurement": "the enclave measures something else than was approved",
        "enclave_registry::EStaleDocument": "the document is older than ten minutes: register again",
        "enclave_registry::EInvalidEndpoint": "an endpoint is https://HOST[:PORT], of 256 bytes at most",
        "enclave_registry::EAlreadyRegistered": "the enclave is registered already",
    ]
}
