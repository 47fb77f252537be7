// SPDX-License-Identifier: Apache-2.0
internal import SuiLedger
internal import Telemetry

extension RequestNote {
    /// What the audit log has of it; nothing of what will be tried again.
    ///
    /// Results are sentences in part of the apiserver's making: the record has the closed word alone.
    var act: ActRecord? {
        switch self {
        case .told(.assign(let number, let worker)):
            ActRecord(.requestAssign, Self.subject(number), .done, details: [.text("worker", worker.description)])
        case .told(.finish(let number, let isDone, _)):
            ActRecord(.requestFinish, Self.subject(number), .done, details: [.truth("completed", isDone)])
        case .notTaken, .again: nil
        case .carriedOut(let number, let request, let end, _, _): Self.act(number, request, end)
        case .refused(let number, let request, let failure): Self.act(number, request, .failed(failure))
        }
    }

    private static func act(_ number: UInt64, _ request: KubernetesRequest, _ end: RequestEnd) -> ActRecord {
        let outcome: ActOutcome =
            switch end {
            case .done: .done
            case .failed(let failure): .refused(ActCode(failure.code))
            }
        return ActRecord(
            .requestDo, subject(number), outcome, owner: request.submitter,
            details: [
                .integer("method", Int64(request.method)), .text("resource", request.resource),
                .text("namespace", request.namespace), .text("name", request.name),
            ])
    }

    private static func subject(_ number: UInt64) -> String { "requests/\(number)" }
}
