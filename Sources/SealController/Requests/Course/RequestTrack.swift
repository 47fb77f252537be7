// SPDX-License-Identifier: Apache-2.0
internal import Kernel
internal import KubeClient
internal import SuiLedger

/// One open request, and how far this controller is with it.
struct RequestTrack {
    let key: ObjectKey
    let submitter: Address
    let priority: UInt8
    /// Whether its document has to be fetched.
    let isFetched: Bool
    /// When it was first heard of.
    let heard: Monotonic
    var stage: RequestStage
    /// Who has it, as the chain said or as it took from us.
    var worker: Address?
    /// When the chain said that a worker has it.
    var assigned: Monotonic?
    /// Whether another than this controller may have begun, or this one without knowing how it ended.
    var isResumed: Bool
    /// Whether no older request of the same submitter for the same object is open.
    var isFirst = true
    /// How often something failed in a row.
    var failures = 0
    /// Since when the apiserver answers and does not do it.
    var refusedSince: Monotonic?
    /// Not before then.
    var notBefore: Monotonic

    init(_ request: KubernetesRequest, at now: Monotonic) {
        key = ObjectKey(request)
        submitter = request.submitter
        priority = request.priority
        isFetched = !request.uri.isEmpty && request.method != RequestMethod.delete.rawValue
        heard = now
        notBefore = now
        let isAssigned = request.status == RequestStatus.assigned.rawValue
        stage = isAssigned ? .assigned : .waiting(.turn)
        worker = request.worker
        assigned = isAssigned ? now : nil
        isResumed = isAssigned
    }

    /// Waits before the next try, twice as long as the last time.
    mutating func backOff(_ settings: RequestSettings, at now: Monotonic) {
        let wait = settings.firstRetry * (1 << min(failures, 16))
        failures += 1
        notBefore = now.advanced(by: min(wait, settings.longestRetry))
    }

    /// Whether an error that will not end by itself has lasted too long; less is too long where others wait for the place.
    mutating func isExhausted(
        _ code: KubeError.Code, _ settings: RequestSettings, isCrowded: Bool, at now: Monotonic
    ) -> Bool {
        switch code {
        case .unreachable, .untrusted, .credentials, .unauthorized, .throttled, .cancelled, .forbidden:
            // The apiserver, or we, are what is wrong: not this request.
            refusedSince = nil
            return false
        // An apiserver that is not available renews no lease, and who leads no more begins anew. What is away while we lead is another
        // server that the apiserver asks for one kind of objects, and that may be so for ever.
        case .timeout, .notFound, .alreadyExists, .conflict, .gone, .invalid, .budget, .tooLarge, .serverError, .broken,
            .unavailable:
            let since = refusedSince ?? now
            refusedSince = since
            // Many wait where an apiserver is slow, and that is nobody's doing.
            let isShort = isCrowded && code != .timeout
            return now.since(since) >= (isShort ? settings.crowdedPatience : settings.patience)
        }
    }
}
