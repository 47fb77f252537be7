// SPDX-License-Identifier: Apache-2.0
internal import ClusterSettings
internal import Configuration
internal import Kernel
internal import SuiLedger
internal import Wire

/// Following requests until they end.
extension RequestCommands {
    private static let watched = Operand("REQUEST", "the request's number; without it, all of them", isOptional: true)
    /// How often the chain is asked.
    private static let interval = Duration.milliseconds(500)

    static let watch = Command(
        words: ["request", "watch"], summary: "Shows each change of requests, or of one until it ends.",
        operands: [watched], settings: Flags.reading,
        details: "Of one request, it ends as soon as that has, and fails where it was not carried out.", run: watch)

    @Sendable private static func watch(_ invocation: Invocation) throws(CommandFailure) -> Report {
        let session = try Session(invocation)
        let format = try invocation(Flags.output)
        func show(_ number: UInt64, _ request: KubernetesRequest) -> Bool {
            invocation.console.stream(format.writeNext(row(number, request)))
        }
        if let number = try invocation.optional(0, "REQUEST", .count) {
            try watch(number, session, show)
        } else {
            try watchAll(session, show)
        }
        return .null
    }

    /// One, from where it stands now until it has ended, or nobody reads any more.
    private static func watch(
        _ number: UInt64, _ session: Session, _ show: (UInt64, KubernetesRequest) -> Bool
    ) throws(CommandFailure) {
        var shown: UInt64?
        while true {
            guard let request = try session.request(number) else {
                throw CommandFailure("there is no request \(number)", .refused)
            }
            if request.sequence != shown {
                shown = request.sequence
                guard show(number, request) else { return }
            }
            switch RequestStatus(request.status) {
            case .pending, .assigned: Pause.take(interval)
            case .completed: return
            case .failed, .cancelled, nil: throw CommandFailure("request \(number) was not carried out", .refused)
            }
        }
    }

    /// All of them, from the first on, until nobody reads any more.
    private static func watchAll(
        _ session: Session, _ show: (UInt64, KubernetesRequest) -> Bool
    ) throws(CommandFailure) {
        var plan = FollowPlan(packages: session.file.types, position: FollowPosition(checkpoint: 0))
        while true {
            let (events, step) = plan.take(try session.ask(plan.question))
            for emitted in events {
                guard case .requestChanged(let change)? = try session.contract(emitted),
                    change.cluster == (try session.ids().cluster)
                else { continue }
                guard show(change.requestID, change.request) else { return }
            }
            if step == .wait { Pause.take(interval) }
        }
    }

    /// Where a request stands, as the contracts number it.
    private enum RequestStatus: UInt8 {
        case pending = 1
        case assigned, completed, failed, cancelled

        init?(_ number: UInt8) { self.init(rawValue: number) }
    }
}
