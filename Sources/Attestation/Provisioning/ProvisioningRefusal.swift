// SPDX-License-Identifier: Apache-2.0

/// Why an enclave does not do what it was asked to on its provisioning connection: all that the other side learns.
public struct ProvisioningRefusal: Error, Hashable, Sendable, CustomStringConvertible {
    /// What was wrong; closed.
    public enum Code: String, Sendable, CaseIterable {
        case malformed
        case tooLarge = "too_large"
        case outOfOrder = "out_of_order"
        case staleNonce = "stale_nonce"
        case wrongCluster = "wrong_cluster"
        case wrongMeasurements = "wrong_measurements"
        case wrongDocument = "wrong_document"
        case unknownProvisioner = "unknown_provisioner"
        case wrongSignature = "wrong_signature"
        case unknownSecret = "unknown_secret"
        case repeatedSecret = "repeated_secret"
        case alreadyThere = "already_there"
        case notOpened = "not_opened"
        case unfit
        case notKept = "not_kept"
        case notAttested = "not_attested"
        case noState = "no_state"
        case noStateKey = "no_state_key"
        case notSaved = "not_saved"
        case oldState = "old_state"
        case uncommittedState = "uncommitted_state"
        case otherState = "other_state"
        case tornState = "torn_state"
        case foreignState = "foreign_state"
        case occupied
        case tooLate = "too_late"
        case busy
    }

    /// What was wrong.
    public let code: Code

    /// Names a refusal.
    public init(_ code: Code) { self.code = code }

    /// One sentence for a person.
    public var description: String {
        switch code {
        case .malformed: "what was sent is not of this protocol"
        case .tooLarge: "what was sent is larger than allowed"
        case .outOfOrder: "what was sent does not belong there"
        case .staleNonce: "the enclave's challenge was used or is older than a minute"
        case .wrongCluster: "the enclave is of another cluster"
        case .wrongMeasurements: "the enclave has other measurements than those that the secrets are for"
        case .wrongDocument: "the secrets are for another attestation than the one given on this connection"
        case .unknownProvisioner: "the enclave's configuration does not name this key as a provisioner"
        case .wrongSignature: "the signature is not that of the provisioner over this order"
        case .unknownSecret: "a secret has a name that is on no list"
        case .repeatedSecret: "a secret is named twice"
        case .alreadyThere: "a secret is there already: it changes only with a restart of the enclave"
        case .notOpened: "a secret was sealed to another key, another name or another connection"
        case .unfit: "a secret is not of the form that its name asks for"
        case .notKept: "the enclave has no room for the secrets"
        case .notAttested: "the enclave cannot attest itself now"
        case .noState: "the enclave's configuration names no state to keep"
        case .noStateKey: "the enclave has no state key, or does not know what the chain has: provision both first"
        case .notSaved: "the enclave could not read or write its state"
        case .oldState: "the snapshot is older than what the chain has"
        case .uncommittedState: "the snapshot is newer than what the chain has: it counts once it was committed to"
        case .otherState: "the chain has another snapshot under this number"
        case .tornState: "the snapshot is cut off, damaged, or sealed with another key"
        case .foreignState: "the snapshot is of another cluster"
        case .occupied: "the enclave has a state already"
        case .tooLate: "the programs were started: a state is restored before"
        case .busy: "the enclave has other work at the moment"
        }
    }
}
