// SPDX-License-Identifier: Apache-2.0
import Bytes
import Crypto
import SuiLedger
import TestSupport
import Testing
import Wire

@testable import DevLedger

/// Plays a scenario of Tests/Vectors/contract-scenarios.json on a chain, and says what is not as the table has it.
final class ScenarioPlayer {
    static let file = (try? Tree.vectors("contract-scenarios.json")) ?? .null
    static let golden = (try? Tree.vectors("contract-events.json"))?["events"] ?? .null
    static let functions = (try? Tree.vectors("contracts.json"))?["functions"] ?? .null
    static let names = file["scenarios"].list.compactMap { $0["name"].text }

    let chain = Chain()
    var clusters: [ClusterCreated] = []
    var workers: [String: Address] = [:]  // by cluster and owner
    var granted: [Address] = []  // capabilities, the newest last
    var entries: [String: any BCSCodable] = [:]
    private var created: UInt64 = 0

    /// Plays what was given before, then the scenario; checks the events of the latter.
    func play(_ name: String) throws {
        let scenario = try #require(Self.file["scenarios"].list.first { $0["name"].text == name }, "\(name)")
        if let given = scenario["given"].text { try play(given) }
        var expected = Self.golden[name].list[...]
        for (number, step) in try unrolled(scenario["steps"].list).enumerated() {
            let isHere = { (event: Tree) in event["step"].integer == number }
            let events = expected.prefix(while: isHere)
            expected = expected.dropFirst(events.count)
            try self.step(step, Array(events), "\(name), step \(number): \(step.json)")
        }
        #expect(expected.isEmpty, "\(name): events that no step emits")
    }

    // MARK: Steps

    private func step(_ step: Tree, _ events: [Tree], _ place: String) throws {
        if let epoch = step["epoch"].integer { return chain.epoch = UInt64(epoch) }
        if step["ms"] != .null { return try advance(step["ms"]) }
        if let object = step["version"].text { return try setVersion(object, step) }
        if let view = step["view"].text { return try self.view(view, step, place) }
        let name = try #require(step["call"].text, "\(place)")
        let by = try address(step["by"])
        let cluster = step["in"].integer ?? 1
        let before = chain.fingerprint
        chain.begin()
        var transaction = ChainTransaction(sender: by) { self.nextID() }
        let outcome = Result { () throws(CallFailure) in
            try self.call(name, step, by, cluster, &transaction)
        }
        switch outcome {
        case .success(let results):
            chain.commit()
            #expect(step["abort"] == .null, "\(place): should have been refused")
            try check(transaction.events, events, place)
            #expect(number(results) == step["returns"].integer.map(UInt64.init), "\(place): returns \(results)")
            transaction.events.forEach(remember)
        case .failure(let failure):
            chain.rollBack()
            #expect(failure == abort(step), "\(place): \(failure)")
            #expect(chain.fingerprint == before, "\(place): something of a refused call has happened")
        }
    }

    private func advance(_ to: Tree) throws {
        if let milliseconds = to.integer { return chain.milliseconds = UInt64(milliseconds) }
        let more = try #require(to.text.flatMap { UInt64($0.dropFirst()) })
        chain.milliseconds += more
    }

    private func abort(_ step: Tree) -> CallFailure? {
        guard let text = step["abort"].text else { return nil }
        let parts = text.split(separator: ":").map(String.init)
        return .abort(Abort(parts[0], parts[1]))
    }

    private func number(_ results: [CallValue]) -> UInt64? {
        switch results.first {
        case .coin(let value): return value
        case .pure(let bytes): return bytes.enumerated().reduce(0) { $0 | UInt64($1.1) << UInt64(8 * $1.0) }
        default: return nil
        }
    }

    private func check(_ events: [ContractEvent], _ expected: [Tree], _ place: String) throws {
        #expect(events.count == expected.count, "\(place): \(events.count) events, not \(expected.count)")
        for (event, wanted) in zip(events, expected) {
            #expect("\(event.type.module)::\(event.type.name)" == wanted["type"].text, "\(place)")
            var bytes = try #require(wanted["bcs"].hex)
            let actual = event.bcs
            #expect(actual.count == bytes.count, "\(place): \(event)")
            guard actual.count == bytes.count else { continue }
            let cluster = try #require(wanted["cluster"].integer)
            let id = cluster <= clusters.count ? clusters[cluster - 1].cluster : event.cluster
            bytes.replaceSubrange(0..<32, with: id.raw.bytes)
            for place in wanted["unknown"].list.compactMap(\.integer) {
                bytes.replaceSubrange(place..<(place + 32), with: actual[place..<(place + 32)])
            }
            #expect(actual == bytes, "\(place): \(event)")
        }
    }

    /// What the events said last, for views and for objects that later steps name.
    private func remember(_ event: ContractEvent) {
        switch event {
        case .clusterCreated(let event): clusters.append(event)
        case .stakeChanged(let event): entries["\(event.cluster) account \(event.owner)"] = event.account
        case .capChanged(let event):
            if event.state == 3, let cap = event.cap { granted.append(cap) }
        case .paramsChanged(let event): entries["\(event.cluster) params"] = event.params
        case .sealChanged(let event): entries["\(event.cluster) seal \(event.key)"] = event.seal
        case .workerChanged(let event):
            entries["\(event.cluster) worker \(event.owner)"] = event.worker
            workers["\(event.cluster) \(event.owner)"] = event.worker.worker
        case .requestChanged(let event): entries["\(event.cluster) request \(event.requestID)"] = event.request
        case .enclaveChanged(let event):
            entries["\(event.cluster) enclave \(event.enclave.signingKey)"] = event.enclave
        case .proposalChanged(let event): entries["\(event.cluster) proposal \(event.proposalID)"] = event.proposal
        case .voteCast(let event): entries["\(event.cluster) proposal \(event.proposalID)"] = event.proposal
        default: break
        }
    }

    private func nextID() -> Address {
        created += 1
        var writer = BCSWriter()
        writer.integer(created)
        return Address(BLAKE2b.digest(of: writer.bytes))
    }

    /// Steps that are to be done several times, written out.
    private func unrolled(_ steps: [Tree]) throws -> [Tree] {
        try steps.flatMap { step -> [Tree] in
            guard let times = step["times"].integer else { return [step] }
            return try (1...times).flatMap { number -> [Tree] in
                let digits = (number < 10 ? "0" : "") + "\(number)"
                return try unrolled(step["steps"].list.map { $0.replacing("$n", with: digits) })
            }
        }
    }

    // MARK: Names

    func address(_ name: Tree) throws -> Address {
        let name = try #require(name.text)
        let text = Self.file["people"][name].text ?? name
        let address = Address(text)
        return try #require(address, "\(name)")
    }

    func setVersion(_ object: String, _ step: Tree) throws {
        let version = UInt64(try #require(step["becomes"].integer))
        let cluster = clusters[(step["in"].integer ?? 1) - 1]
        switch object {
        case "staking": chain.pools[cluster.cluster]?.version = version
        case "seal": chain.sealRegistries[cluster.sealRegistry]?.version = version
        case "worker_registry": chain.workerRegistries[cluster.workerRegistry]?.version = version
        case "k8s_scheduler": chain.schedulers[cluster.scheduler]?.version = version
        case "enclave_registry": chain.enclaveRegistries[cluster.enclaveRegistry]?.version = version
        case "governance": chain.governances[cluster.governance]?.version = version
        case "audit_anchor": chain.anchors[cluster.auditAnchor]?.version = version
        default:
            let owner = try address(step["args"]["owner"])
            let id = try #require(workers["\(cluster.cluster) \(owner)"])
            chain.workers[id]?.version = version
            chain.workers.commit()
        }
    }
}

extension Tree {
    fileprivate func replacing(_ mark: String, with text: String) -> Tree {
        switch self {
        case .text(let value):
            .text(value.split(separator: mark, omittingEmptySubsequences: false).joined(separator: text))
        case .list(let list): .list(list.map { $0.replacing(mark, with: text) })
        case .object(let object): .object(object.mapValues { $0.replacing(mark, with: text) })
        default: self
        }
    }
}
