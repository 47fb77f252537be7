// SPDX-License-Identifier: Apache-2.0
internal import ClusterSettings
internal import Configuration
internal import Kernel
internal import SuiLedger
internal import Wire

/// Following requests until they end.
extension RequestCommands {
    private static let watched = Operand("REQUEST", "the request's number; without it, all of them", isOptional: true)
    /// How far behind a node may be that says what there is not: a request that was just put up may not be there yet.
    private static let lag = Duration.seconds(15)

    static let watch = Command(
        words: ["request", "watch"], summary: "Shows each change of requests, or of one until it ends.",
        operands: [watched], settings: Flags.reading,
        details: "Of one request, it ends as soon as that has, and fails where it was not carried out.", run: watch)

    @Sendable private static func watch(_ invocation: Invocation) throws(CommandFailure) -> Report {
        let session = try Session(invocation)
        let format = try invocation(Flags.output)
        let asking = SteadyAsking(warn: invocation.console.warn)
        func show(_ number: UInt64, _ request: KubernetesRequest) -> Bool {
            invocation.console.stream(format.writeNext(row(number, request)))
        }
        if let number = try invocation.optional(0, "REQUEST", .count) {
            // A local ledger is one node, which is never behind itself.
            try watch(number, session, asking, lag: session.file.chain.isLocalLedger ? .zero : lag, show)
        } else {
            try watchAll(session, asking, show)
        }
        return .null
    }

    /// One, from where it stands now until it has ended, or nobody reads any more.
    ///
    /// One that there is not is waited for as long as nodes may lag; one that was there does not go away.
    static func watch(
        _ number: UInt64, _ session: Session, _ asking: SteadyAsking, lag: Duration,
        _ show: (UInt64, KubernetesRequest) -> Bool
    ) throws(CommandFailure) {
        var asking = asking
        var shown: UInt64?
        let deadline = Monotonic.now.advanced(by: lag)
        while true {
            let found = try asking.answer { () throws(CommandFailure) in try session.request(number) }
            guard let request = found else {
                guard shown != nil || Monotonic.now < deadline else {
                    throw CommandFailure("there is no request \(number)", .refused)
                }
                asking.wait()
                continue
            }
            if request.sequence != shown {
                shown = request.sequence
                guard show(number, request) else { return }
            }
            if try hasEnded(number, request.status) { return }
            asking.wait()
        }
    }

    /// Whether nothing more will become of a request; one that came to nothing is a failure.
    static func hasEnded(_ number: UInt64, _ status: UInt8) throws(CommandFailure) -> Bool {
        switch RequestStatus(status) {
        case .pending, .assigned: return false
        case .completed: return true
        case .failed, .cancelled: throw CommandFailure("request \(number) was not carried out", .refused)
        case nil:
            throw CommandFailure(
                "request \(number) is in state \(status), which this version does not know: a newer sealctl is needed",
                .software)
        }
    }

    /// All of them, from the first on, until nobody reads any more.
    private static func watchAll(
        _ session: Session, _ asking: SteadyAsking, _ show: (UInt64, KubernetesRequest) -> Bool
    ) throws(CommandFailure) {
        var asking = asking
        var plan = FollowPlan(packages: session.file.types, position: FollowPosition(checkpoint: 0))
        while true {
            let answer = try asking.answer { () throws(CommandFailure) in try session.ask(plan.question) }
            let (events, step) = plan.take(answer)
            for emitted in events {
                guard case .requestChanged(let change)? = try session.contract(emitted),
                    change.cluster == (try session.ids().cluster)
                else { continue }
                guard show(change.requestID, change.request) else { return }
            }
            if step == .wait { asking.wait() }
        }
    }

    /// Where a request stands, as the contracts number it.
    private enum RequestStatus: UInt8 {
        case pending = 1
        case assigned, completed, failed, cancelled

        init?(_ number: UInt8) { self.init(rawValue: number) }
    }
}
