// SPDX-License-Identifier: Apache-2.0
internal import Attestation
internal import Crypto
internal import Kernel

/// Why a state was not saved, or not restored.
public struct StateFailure: Error, Hashable, Sendable, CustomStringConvertible {
    /// What was wrong; closed.
    public enum Code: String, Sendable, CaseIterable {
        /// A file could not be read.
        case unreadable
        /// A file could not be written.
        case notWritten = "not_written"
        /// There is more of it than allowed.
        case tooLarge = "too_large"
        /// A symbolic link, a device, or a name that no file of ours has.
        case oddEntry = "odd_entry"
        /// A file grew or shrank while it was read.
        case changed
        /// Keys or digests are not to be had.
        case noCryptography = "no_cryptography"
        /// The key or the floor was not provisioned.
        case noKey = "no_key"
        /// Cut off, damaged, or under another key.
        case torn
        /// Of another cluster.
        case foreign
        /// Older than what the chain has.
        case old
        /// Newer than what the chain has.
        case uncommitted
        /// Not the one that the chain has.
        case other
        /// Something stands already where it would be restored to.
        case occupied
        /// The programs were started.
        case tooLate = "too_late"
    }

    /// What was wrong.
    public let code: Code
    /// Which file, where it was one.
    public let place: String

    /// Names a failure.
    init(_ code: Code, _ place: String = "") {
        self.code = code
        self.place = place
    }

    init(reading place: String, _ error: FileError) {
        if case .tooLarge = error { self.init(.tooLarge, place) } else { self.init(.unreadable, place) }
    }

    /// One sentence for a log.
    public var description: String {
        let sentence =
            switch code {
            case .unreadable: "a file of the state cannot be read"
            case .notWritten: "a file cannot be written"
            case .tooLarge: "the state is larger than allowed"
            case .oddEntry: "neither links, devices nor odd names are kept"
            case .changed: "a file changed while it was read"
            case .noCryptography: "keys or digests are not to be had"
            case .noKey: "the state key or the chain's floor was not provisioned"
            case .torn: "the snapshot is cut off, damaged, or under another key"
            case .foreign: "the snapshot is of another cluster"
            case .old: "the snapshot is older than what the chain has"
            case .uncommitted: "the snapshot is newer than what the chain has"
            case .other: "the chain has another snapshot under this number"
            case .occupied: "there is a state already"
            case .tooLate: "the programs were started"
            }
        return place.isEmpty ? sentence : "\(place): \(sentence)"
    }

    /// What the other side of the provisioning connection learns.
    var refusal: ProvisioningRefusal {
        switch code {
        case .unreadable, .notWritten, .oddEntry, .changed, .noCryptography: ProvisioningRefusal(.notSaved)
        case .tooLarge: ProvisioningRefusal(.tooLarge)
        case .noKey: ProvisioningRefusal(.noStateKey)
        case .torn: ProvisioningRefusal(.tornState)
        case .foreign: ProvisioningRefusal(.foreignState)
        case .old: ProvisioningRefusal(.oldState)
        case .uncommitted: ProvisioningRefusal(.uncommittedState)
        case .other: ProvisioningRefusal(.otherState)
        case .occupied: ProvisioningRefusal(.occupied)
        case .tooLate: ProvisioningRefusal(.tooLate)
        }
    }
}
