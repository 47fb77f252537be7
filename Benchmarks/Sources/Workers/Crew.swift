// SPDX-License-Identifier: Apache-2.0
import HTTPClient
import Kernel
import WorkerProtocol

/// All machines, and what they do at once.
final class Crew: Sendable {
    private let workers: [Worker]
    private let names: Locked<[String?]>

    init(_ workers: [Worker]) {
        self.workers = workers
        names = Locked(.init(repeating: nil, count: workers.count))
    }

    /// The machines in a range join, all at once: a challenge, its answer, the reply.
    func join(_ range: Range<Int>, _ controller: Controller) {
        let (challenges, joins) = (Tally("challenges"), Tally("joins"))
        for index in range {
            let worker = workers[index]
            let question = ChallengeRequest(purpose: .join, address: worker.machine.owner).json
            controller.post(APIPath.challenge, question, token: nil) { [self] body, fault, took in
                guard let body, let challenge = try? Challenge(json: body.span),
                    let request = try? worker.request(challenge)
                else {
                    challenges.fail(fault)
                    joins.fail("no challenge")
                    return
                }
                challenges.succeed(took)
                controller.post(APIPath.registerWorker, request.json, token: worker.machine.token) {
                    [self] body, fault, took in
                    guard let body, let reply = try? JoinReply(json: body.span) else { return joins.fail(fault) }
                    names.withLock { $0[index] = reply.nodeName }
                    joins.succeed(took)
                }
            }
        }
        challenges.finish(range.count)
        joins.finish(range.count)
    }

    /// Every machine that has joined says every `interval` how it is, the first time at a moment of its own; `rounds` times.
    func beat(_ rounds: Int, every interval: Duration, _ controller: Controller) {
        let names = names.withLock { $0 }
        let members = names.indices.filter { names[$0] != nil }
        let tally = Tally("heartbeats")
        let began = Monotonic.now
        for beat in 0..<(rounds * members.count) {
            let index = members[beat % members.count]
            let due = began.advanced(by: interval * beat / members.count)
            let left = due.since(.now)
            if left > .zero { Pause.take(left) }
            let worker = workers[index]
            controller.post(
                APIPath.heartbeat, worker.heartbeat(names[index] ?? "").json, token: worker.machine.token
            ) { body, fault, took in
                guard let body, (try? HeartbeatReply(json: body.span)) != nil else { return tally.fail(fault) }
                tally.succeed(took)
            }
        }
        tally.finish(rounds * members.count)
    }
}
