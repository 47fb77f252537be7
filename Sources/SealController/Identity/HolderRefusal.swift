// SPDX-License-Identifier: Apache-2.0
internal import Telemetry

/// Why a token is nobody's; closed, so that it can be a metric's label.
enum HolderRefusal: String, MetricLabel {
    /// There is none.
    case missing
    /// It stands in two places, or in a way that is none of ours.
    case unclear
    case malformedToken = "malformed_token"
    case unknownSeal = "unknown_seal"
    case wrongBinding = "wrong_binding"
    case malformedSeal = "malformed_seal"
    case revoked
    case expired

    /// One sentence for whoever sent it.
    var sentence: StaticString {
        switch self {
        case .missing: "send a seal token as Authorization: Bearer or as X-Seal-Token"
        case .unclear: "one seal token is needed, in Authorization: Bearer or in X-Seal-Token, and no other credential"
        case .malformedToken: "this is no seal token"
        // Which of these it is, is told to nobody who does not hold the token already.
        case .unknownSeal, .wrongBinding:
            "there is no seal of this token in this cluster; a new one counts within seconds"
        case .malformedSeal: "the seal is of a kind that is not known here"
        case .revoked: "the seal was revoked"
        case .expired: "the seal is expired"
        }
    }
}
