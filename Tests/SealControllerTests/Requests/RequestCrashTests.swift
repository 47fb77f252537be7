// SPDX-License-Identifier: Apache-2.0
import Kernel
import KubeClient
import SuiLedger
import TestSupport
import Testing

@testable import SealController

/// Whoever leads may crash at any step, answers and events may get lost or come twice: each request still happens once, in its order.
@Suite(.timeLimit(.minutes(10)))
struct RequestCrashTests {
    /// What one request comes to where everything happens one after the other, as the contract's numbers have it.
    struct Model {
        var objects: [String: [String: String]] = [:]

        /// Whether it is done.
        mutating func play(_ request: KubernetesRequest, _ number: UInt64) -> Bool {
            let key = "configmaps \(request.namespace)/\(request.name)"
            switch request.method {
            case 1:
                guard request.manifest.contains("data") else { return false }
                objects[key] = ["by": "\"\(number)\""]
            case 2: objects[key] = nil
            case 4:
                guard objects[key] != nil else { return false }
                objects[key]?["patched"] = "\"\(number)\""
            default: return false
            }
            return request.namespace != "kube-system"
        }
    }

    static func submit(_ world: inout RequestWorld, of submitters: ClosedRange<UInt8> = 0x21...0x21) {
        let submitter = Address(UInt8.random(in: submitters, using: &world.dice))
        let name = ["a", "b", "c"][Int.random(in: 0..<3, using: &world.dice)]
        let number = world.chain.state.withLock { $0.requests.count } + 1
        let priority = UInt8.random(in: 1...10, using: &world.dice)
        let manifest =
            #"{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"\#(name)"},"data":{"by":"\#(number)"}}"#
        switch Int.random(in: 0..<10, using: &world.dice) {
        case 0..<4: _ = world.chain.submit(.apply, name, manifest, priority, submitter)
        case 4: _ = world.chain.submit(.delete, name, "", priority, submitter)
        case 5, 6: _ = world.chain.submit(.patch, name, #"{"data":{"patched":"\#(number)"}}"#, priority, submitter)
        case 7: _ = world.chain.submit(.apply, name, "{", priority, submitter)
        case 8:
            _ = world.chain.submit(
                .apply, in: "kube-system", name, manifest: manifest, priority: priority, submitter: submitter)
        default: _ = world.chain.submit(.apply, name, "{}", priority, submitter, rawMethod: 9)
        }
        if world.chance(8) { world.chain.cancel(UInt64.random(in: 1...UInt64(number), using: &world.dice)) }
    }

    static func check(_ world: RequestWorld, _ comment: Comment) {
        var model = Model()
        var mayFail: Set<UInt64> = []
        let (requests, effects) = (world.chain.requests, world.cluster.state.withLock { $0.effects })
        for (number, request) in requests.sorted(by: { $0.key < $1.key }) where request.status != 5 {
            let isDone = request.namespace == "kube-system" ? false : model.play(request, number)
            #expect(request.status == (isDone ? 3 : 4), "\(comment): request \(number): \(request.result)")
            if !isDone { mayFail.insert(number) }
            guard request.method != 2 else { continue }
            let own = effects.filter { $0.request == "\(number)" }
            #expect(own.count == (isDone ? 1 : 0), "\(comment): request \(number) happened \(own.count) times")
        }
        // No object went back: the numbers of what changed it only grow.
        for key in Set(effects.map(\.object)) {
            let numbers = effects.filter { $0.object == key && $0.what != "delete" }.compactMap { UInt64($0.request) }
            #expect(numbers == numbers.sorted(), comment)
        }
        let left = world.cluster.objects.mapValues(\.content)
        #expect(left == model.objects, comment)
    }

    @Test(arguments: Seeds.all) func `every request happens once and in its order`(_ seed: Int) {
        var world = RequestWorld(seed: UInt64(seed))
        for _ in 0..<60 {
            if world.chain.requests.count < 24 { Self.submit(&world) }
            for _ in 0..<Int.random(in: 1...40, using: &world.dice) { world.step() }
        }
        let isFinished = world.finish()
        #expect(isFinished, "seed \(seed)")
        Self.check(world, "seed \(seed)")
    }

    // Among submitters there is no order: whoever is overtaken by a newer one is told so.
    @Test(arguments: Seeds.all) func `of several submitters no request follows a newer one`(_ seed: Int) {
        var world = RequestWorld(seed: UInt64(seed))
        for _ in 0..<60 {
            if world.chain.requests.count < 24 { Self.submit(&world, of: 0x21...0x23) }
            for _ in 0..<Int.random(in: 1...40, using: &world.dice) { world.step() }
        }
        let isFinished = world.finish()
        #expect(isFinished, "seed \(seed)")
        let effects = world.cluster.state.withLock { $0.effects }
        for key in Set(effects.map(\.object)) {
            // From one deletion to the next it is one object.
            for life in effects.filter({ $0.object == key }).split(whereSeparator: { $0.what == "delete" }) {
                let numbers = life.compactMap { UInt64($0.request) }
                #expect(numbers == Set(numbers).sorted(), "seed \(seed)")
            }
        }
        for (number, request) in world.chain.requests where request.status == 3 && request.method != 2 {
            #expect(effects.contains { $0.request == "\(number)" }, "seed \(seed): request \(number)")
        }
    }

    @Test func `the world is as rough as it should be`() {
        var (lost, late) = (0, 0)
        for seed in 0..<20 {
            var world = RequestWorld(seed: UInt64(seed))
            for _ in 0..<60 {
                if world.chain.requests.count < 24 { Self.submit(&world) }
                for _ in 0..<20 {
                    let leader = world.leader
                    world.step()
                    if leader != world.leader { lost += 1 }
                    late = max(late, world.late.count + world.veryLate.count)
                }
            }
        }
        #expect(lost > 20)
        #expect(late > 0)
    }
}

extension FakeScheduler {
    fileprivate func submit(
        _ method: RequestMethod, _ name: String, _ manifest: String, _ priority: UInt8, _ submitter: Address,
        rawMethod: UInt8? = nil
    ) -> UInt64 {
        submit(
            method, "configmaps", in: "team-a", name, manifest: manifest, priority: priority, submitter: submitter,
            rawMethod: rawMethod)
    }
}
