// SPDX-License-Identifier: Apache-2.0
internal import Telemetry

/// Why a request cannot be carried out, for good: what is written back, and nothing else becomes of it.
struct RequestFailure: Error, Hashable, Sendable {
    /// Why; closed, so that it can be a metric's label.
    enum Code: String, Sendable, CaseIterable, MetricLabel {
        /// A method that this version does not know.
        case method
        /// The resource is none that can be asked for.
        case resource
        /// There is no such kind of object in this cluster.
        case unknownKind = "unknown_kind"
        /// The manifest, patch or number cannot be read.
        case document
        /// The manifest is about another object than the request.
        case mismatch
        /// What is asked for may not be asked for: another machine, somebody else's bookkeeping.
        case reserved
        /// The address is none that is fetched from.
        case address
        /// Nobody gave what should be at the address, or it is too long.
        case fetch
        /// What is at the address is not what the request names by its hash.
        case hash
        /// The submitter's seal or stake is worth nothing any more.
        case standing
        /// The worker that has it is not fit any more for what it asks for.
        case worker
        /// RBAC or admission refuses it to the submitter.
        case forbidden
        /// There is no such object, or no such namespace.
        case missing
        /// The apiserver does not take it as it is.
        case invalid
        /// A newer request for the same object has been carried out.
        case superseded
        /// The object to be deleted was made after the request was.
        case newer
        /// No worker was there for it for too long.
        case overdue
        /// The apiserver would not do it, again and again.
        case exhausted
    }

    let code: Code
    /// One sentence for people, in printable ASCII; it stands on chain, where everybody can read it for ever.
    let sentence: String

    init(_ code: Code, _ sentence: String) {
        self.code = code
        self.sentence = sentence
    }
}
