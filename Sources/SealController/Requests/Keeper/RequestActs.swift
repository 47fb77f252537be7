// SPDX-License-Identifier: Apache-2.0
internal import SuiLedger
internal import Telemetry

/// What the audit log has of requests.
///
/// Results are sentences in part of the apiserver's making: a record has the closed word alone.
enum RequestActs {
    /// What was decided without an object being touched; what is carried out, and told to the chain, is written down where its answer comes.
    static func decided(_ note: RequestNote) -> ActRecord? {
        switch note {
        case .refused(let number, let request, let failure), .givenUp(let number, let request, let failure, _, _):
            record(number, request, .refused(ActCode(failure.code)))
        case .told, .notTaken, .carriedOut, .again: nil
        }
    }

    /// What the chain has taken.
    static func told(_ step: RequestStep) -> ActRecord {
        switch step {
        case .assign(let number, let worker):
            ActRecord(.requestAssign, subject(number), .done, details: [.text("worker", worker.description)])
        case .finish(let number, let isDone, _):
            ActRecord(.requestFinish, subject(number), .done, details: [.truth("completed", isDone)])
        }
    }

    /// A request that is being carried out.
    static func open(_ work: RequestWork) -> ActRecord { record(work.number, work.request, .begun) }

    /// What is written down before an object is deleted, which cannot be undone; others decide how often that is, and nothing waits for it.
    static func begun(_ work: RequestWork) -> ActRecord? {
        work.request.method == RequestMethod.delete.rawValue ? record(work.number, work.request, .begun) : nil
    }

    /// What became of it; what will be tried again has a record only if one is needed: it was said that it began, or nobody knows whether
    /// it is done already.
    static func ended(_ work: RequestWork, _ outcome: ObjectOutcome, needsEnd: Bool) -> ActRecord? {
        switch outcome {
        case .done: record(work.number, work.request, .done)
        case .failed(let failure): record(work.number, work.request, .refused(ActCode(failure.code)))
        case .again(let code): needsEnd ? record(work.number, work.request, .failed(ActCode(code))) : nil
        }
    }

    private static func record(_ number: UInt64, _ request: KubernetesRequest, _ outcome: ActOutcome) -> ActRecord {
        ActRecord(
            .requestDo, subject(number), outcome, owner: request.submitter,
            details: [
                .integer("method", Int64(request.method)), .text("resource", request.resource),
                .text("namespace", request.namespace), .text("name", request.name),
            ])
    }

    private static func subject(_ number: UInt64) -> String { "requests/\(number)" }
}
