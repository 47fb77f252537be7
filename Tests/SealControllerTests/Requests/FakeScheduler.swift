// SPDX-License-Identifier: Apache-2.0
import Kernel
import KubeClient
import SuiLedger

@testable import SealController

/// The contract's rules about requests, by the letter of `k8s_scheduler.move`.
final class FakeScheduler: RequestLedger {
    struct State: Sendable {
        var requests: [UInt64: KubernetesRequest] = [:]
        var events: [RequestChanged] = []
        var workloads: [Address: Int] = [:]
        var workers: Set<Address> = []
        var milliseconds = UInt64(FakeScheduler.beginning.seconds) * 1000
        /// What the next transactions come to, after they were carried out or instead of that.
        var faults: [Fault] = []
        var transactions: [[RequestStep]] = []
        /// How often somebody tried to carry something out.
        var attempts = 0
        /// Whether a refusal says which step it is about.
        var namesSteps = false
        var isSilent = false
    }

    enum Fault: Sendable {
        /// Carried out, and nobody says so.
        case lost
        /// Not carried out.
        case unavailable
    }

    static let sealID = Address(0x5E)
    /// When the chain's clock begins.
    static let beginning = WallTime(seconds: 1_800_000_000)
    let state = Locked(State())

    /// Puts a request up.
    func submit(
        _ method: RequestMethod, _ resource: String = "configmaps", in namespace: String = "team-a",
        _ name: String = "a",
        manifest: String = "", priority: UInt8 = 5, submitter: Address = Address(0x21), rawMethod: UInt8? = nil,
        uri: String = "", hash: [UInt8] = []
    ) -> UInt64 {
        state.withLock { state in
            let number = UInt64(state.requests.count + 1)
            state.requests[number] = KubernetesRequest(
                submitter: submitter, sealID: Self.sealID, method: rawMethod ?? method.rawValue, resource: resource,
                namespace: namespace, name: name, manifest: manifest, uri: uri, contentHash: hash, priority: priority,
                status: 1, worker: nil, result: "", submittedMilliseconds: state.milliseconds, assignedMilliseconds: 0,
                finishedMilliseconds: 0, sequence: 0, ext: [])
            Self.changed(number, &state)
            return number
        }
    }

    /// Takes one back, if nobody works on it.
    func cancel(_ number: UInt64) {
        state.withLock { state in
            guard state.requests[number]?.status == 1 else { return }
            state.requests[number]?.status = 5
            Self.changed(number, &state)
        }
    }

    private static func changed(_ number: UInt64, _ state: inout State) {
        let no = UInt64(state.events.count + 1)
        state.requests[number]?.sequence = no
        guard let request = state.requests[number] else { return }
        state.events.append(RequestChanged(cluster: Address(0xC1), number: no, requestID: number, request: request))
    }

    // MARK: The operator

    func carryOut(_ steps: [RequestStep]) throws(OperatorWallet.Failure) {
        let failure = state.withLock { state -> OperatorWallet.Failure? in
            state.attempts += 1
            let fault = state.faults.isEmpty ? nil : state.faults.removeFirst()
            if case .unavailable? = fault { return .send(.ledger(LedgerError(.unavailable, "away"))) }
            var next = state
            for (place, step) in steps.enumerated() {
                if let code = Self.carryOut(step, &next) {
                    let abort = ExecutionFailure.Abort(
                        package: Address(2), module: "k8s_scheduler", function: nil, code: code)
                    let command = state.namesSteps ? place : nil
                    return .send(
                        .refused(ExecutionFailure(abort: abort, isCongestion: false, message: "", command: command)))
                }
            }
            state = next
            state.transactions.append(steps)
            if case .lost? = fault { return .send(.unknown(Digest(Address(9).raw))) }
            return nil
        }
        if let failure { throw failure }
    }

    private static func carryOut(_ step: RequestStep, _ state: inout State) -> UInt64? {
        switch step {
        case .assign(let number, let worker):
            guard state.workers.contains(worker) else { return 10 }
            guard let request = state.requests[number] else { return 8 }
            guard state.workloads[worker] ?? 0 < 16 else { return 11 }
            guard request.status == 1 else { return 9 }
            state.requests[number]?.status = 2
            state.requests[number]?.worker = worker
            state.requests[number]?.assignedMilliseconds = state.milliseconds
            state.workloads[worker, default: 0] += 1
            changed(number, &state)
        case .finish(let number, let isDone, let result):
            guard result.utf8.count <= 256, result.utf8.allSatisfy({ (32..<127).contains($0) }) else { return 6 }
            guard let request = state.requests[number] else { return 8 }
            guard request.status == 2 || (!isDone && request.status == 1) else { return 9 }
            if let worker = request.worker { state.workloads[worker, default: 0] -= 1 }
            state.requests[number]?.status = isDone ? 3 : 4
            state.requests[number]?.result = result
            changed(number, &state)
        }
        return nil
    }

    func list() -> RequestTable.Listing? {
        state.withLock { state in
            if state.isSilent { return nil }
            return RequestTable.Listing(
                sequence: UInt64(state.events.count), newest: UInt64(state.requests.count),
                requests: state.requests.filter { $0.value.status <= 2 })
        }
    }

    func sequence() -> UInt64? { state.withLock { $0.isSilent ? nil : UInt64($0.events.count) } }

    func request(_ number: UInt64) -> KubernetesRequest? {
        state.withLock { $0.isSilent ? nil : $0.requests[number] }
    }

    var requests: [UInt64: KubernetesRequest] { state.withLock { $0.requests } }
}
