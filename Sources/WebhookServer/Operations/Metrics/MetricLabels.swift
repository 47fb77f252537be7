// SPDX-License-Identifier: Apache-2.0
public import SealAuthN
public import StakeRBAC
public import Telemetry

/// Which of the three questions.
public enum ReviewKind: String, MetricLabel {
    case authenticate, admit, authorize
}

/// The API version of a review.
public enum ReviewVersion: String, MetricLabel {
    case v1, v1beta1
    /// Not to be read from the body.
    case unknown
}

/// What a TokenReview came to.
public enum TokenReviewResult: String, MetricLabel {
    case accepted
    /// Not a token of ours; the apiserver remembers that.
    case notOurs = "not_ours"
    /// A token of ours, refused; why is in another family.
    case refused
    /// Answered 400.
    case malformed
    /// Answered 503.
    case shed
    /// Answered 500.
    case error
}

/// What an AdmissionReview came to.
public enum AdmissionResult: String, MetricLabel {
    case allowed, denied, malformed, shed, error
}

/// The operation of an AdmissionReview.
public enum AdmissionOperation: String, MetricLabel {
    case create, update, delete, connect
    /// Not to be read from the body.
    case unknown
}

/// Whether a write was only tried.
public enum DryRun: String, MetricLabel {
    case no = "false"
    case yes = "true"
}

/// What a SubjectAccessReview came to.
public enum AccessReviewResult: String, MetricLabel {
    case allowed, denied
    case noOpinion = "no_opinion"
    case malformed, shed, error
}

/// What is read again while the process runs.
public enum Reloadable: String, MetricLabel {
    case certificates, ledger, configuration
}

/// How a reload ended.
public enum ReloadResult: String, MetricLabel {
    case success, failure
}

extension TokenRefusal: MetricLabel {}
extension Rule: MetricLabel {}
extension Enforcement: MetricLabel {}
