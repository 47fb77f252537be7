// SPDX-License-Identifier: Apache-2.0
import Crypto
import Kernel
import KubeClient
import SealAuthN
import StakeRBAC
import SuiLedger
import TestSupport
import Testing

@testable import SealController

/// Stakes come and go, controllers crash with calls done or undone, answers are lost, watches tell late, twice or what is old, people change
/// what is kept: in the end all is as the stakes have it, and nothing was done that hurts.
///
/// `TEST_SEEDS` says how many worlds are played.
struct HomePropertyTests {
    struct Dice: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state &+= 0x9e37_79b9_7f4a_7c15
            var word = state
            word = (word ^ (word >> 30)) &* 0xbf58_476d_1ce4_e5b9
            word = (word ^ (word >> 27)) &* 0x94d0_49bb_1331_11eb
            return word ^ (word >> 31)
        }
    }

    static let owners: ClosedRange<UInt8> = 1...4
    static let wait = 12.0 * 3600

    /// One world over two days, with a grace of an hour and a wait of twelve.
    static func play(_ seed: Int) -> HomeRun {
        var dice = Dice(state: UInt64(seed) &* 7919 &+ 1)
        var run = HomeRun {
            ($0.deleteAfter, $0.guardLeast) = (.seconds(wait), 4)
            $0.concurrency = Int.random(in: 1...4, using: &dice)
        }
        let foreign = HomeRun.home(9)
        run.cluster.put("namespaces", foreign, foreign) { _ in }
        run.stake(9, 3000)
        run.crash(at: 0)
        var seconds = 0.0
        var lastGood: [UInt8: Double] = [:]
        for _ in 0..<40 {
            seconds += Double(Int.random(in: 1...7200, using: &dice))
            run.cluster.state.withLock { $0.now = Sample.wall(seconds) }
            let number = UInt8.random(in: owners, using: &dice)
            switch Int.random(in: 0..<12, using: &dice) {
            case 0...3: run.stake(number, UInt64.random(in: 1...12, using: &dice) * 1000)
            case 4, 5: run.stake(number, 1000, status: Bool.random(using: &dice) ? 2 : 3)
            case 6: deploy(run, number, &dice)
            case 7: spoil(run, number, &dice)
            case 8: run.crash(at: seconds)
            case 9:
                let next = run.cluster.calls + Int.random(in: 1...8, using: &dice)
                run.crashes.insert(next)
                run.isCallLost = Bool.random(using: &dice)
            case 10:
                let next = run.cluster.calls + Int.random(in: 1...6, using: &dice)
                run.cluster.state.withLock { _ = $0.lostReplies.insert(next) }
            default:
                let code = [KubeError.Code.serverError, .conflict, .timeout, .throttled].randomElement(using: &dice)
                let verb = KubeCall.Verb.allCases.randomElement(using: &dice)
                run.cluster.state.withLock {
                    $0.faults[verb ?? .apply, default: []].append(KubeError(code ?? .timeout))
                }
            }
            retell(&run, at: seconds, &dice)
            run.step(at: seconds)
            for number in owners {
                let verdict = run.sight(at: 0).verdict(on: HomeRun.owner(number), at: Sample.moment(0))
                if verdict.standing != nil { lastGood[number] = seconds }
                collect(run, number, at: seconds, lastGood[number])
            }
        }
        // From here on nothing happens any more.
        run.cluster.state.withLock { ($0.faults, $0.lostReplies) = ([:], []) }
        run.crashes = []
        for _ in 0..<6 {
            seconds += 1000
            run.crash(at: seconds)
            run.step(at: seconds)
            for number in owners { collect(run, number, at: seconds, lastGood[number]) }
        }
        return run
    }

    static func deploy(_ run: HomeRun, _ number: UInt8, _ dice: inout Dice) {
        let home = HomeRun.home(number)
        guard run.cluster.home(home) != nil else { return }
        let replicas = Int.random(in: 1...5, using: &dice)
        // Nobody but who is let in makes anything.
        let isOpen = run.cluster.tree("rolebindings", home, "seal:developer")?["subjects"].list.isEmpty == false
        run.cluster.put("deployments", home, "web") { members in
            var spec = members["spec"]?.members ?? [:]
            if isOpen || spec["replicas"] == nil { spec["replicas"] = .number(isOpen ? "\(replicas)" : "0") }
            spec["wanted"] = isOpen ? .number("\(replicas)") : spec["wanted"] ?? .number("0")
            members["spec"] = .object(spec)
        }
    }

    static func spoil(_ run: HomeRun, _ number: UInt8, _ dice: inout Dice) {
        let home = HomeRun.home(number)
        let things = [
            ("resourcequotas", "k3s-daas-stake"), ("limitranges", "k3s-daas-stake"),
            ("networkpolicies", "k3s-daas-default-deny"), ("rolebindings", "seal:admin"),
        ]
        guard let (plural, name) = things.randomElement(using: &dice), run.cluster.tree(plural, home, name) != nil
        else { return }
        if Bool.random(using: &dice) {
            run.cluster.remove(plural, home, name)
        } else {
            run.cluster.put(plural, home, name) { members in
                members["spec"] = members["spec"].map { _ in .object(["x": .text("y")]) }
                if members["subjects"] != nil { members["subjects"] = .list([.text("me")]) }
            }
        }
    }

    /// What watches tell of what has happened: in parts, twice, and of the past.
    static func retell(_ run: inout HomeRun, at seconds: Double, _ dice: inout Dice) {
        for kind in ManagedKind.allCases {
            let views = run.cluster.views(kind)
            if Int.random(in: 0..<3, using: &dice) > 0 { run.take(.listed(kind, views), at: seconds) }
            for var view in views.shuffled(using: &dice).prefix(3) {
                run.take(.seen(view), at: seconds)
                view.resourceVersion = "1"
                view.content = .object([:])
                run.take(.seen(view), at: seconds)
            }
        }
    }

    /// Kubernetes empties a namespace that was deleted: never one whose stake was there less than the wait ago.
    static func collect(_ run: HomeRun, _ number: UInt8, at seconds: Double, _ lastGood: Double?) {
        let home = HomeRun.home(number)
        guard run.cluster.home(home)?["metadata"]["deletionTimestamp"].text != nil else { return }
        #expect(lastGood.map { seconds - $0 >= wait } ?? false)
        run.cluster.empty(home)
    }

    @Test(arguments: Seeds.all) func `in the end all is as the stakes have it`(_ seed: Int) {
        let run = Self.play(seed)
        let sight = run.sight(at: 0)
        for number in Self.owners {
            let home = HomeRun.home(number)
            let verdict = sight.verdict(on: HomeRun.owner(number), at: Sample.moment(0))
            let parts = HomePart.allCases.dropFirst().map { part in
                run.cluster.tree(part.kind.resource.plural, home, part.name ?? "")
            }
            let subjects = run.cluster.tree("rolebindings", home, "seal:developer")?["subjects"].list ?? []
            let web = run.cluster.tree("deployments", home, "web")
            switch verdict {
            case .entitled(let standing):
                let annotations = run.cluster.home(home)?["metadata"]["annotations"] ?? .null
                #expect(annotations["k3s-daas.io/stake-mist"].text == "\(standing.stake)")
                #expect(annotations["k3s-daas.io/phase"] == .null && !parts.contains(nil) && subjects.count == 1)
                #expect(web?["spec"]["replicas"] == web?["spec"]["wanted"])
                #expect(web?["metadata"]["annotations"].members["k3s-daas.io/stopped"] == nil)
            case .lost:
                #expect(subjects.isEmpty)
                if let phase = run.cluster.home(home)?["metadata"]["annotations"]["k3s-daas.io/phase"].text {
                    if phase == "scaled" { #expect(web == nil || web?["spec"]["replicas"].integer == 0) }
                } else {
                    #expect(run.cluster.home(home) == nil)
                }
            case .unknown: Issue.record("the chain is known")
            }
        }
        // What others made was never touched.
        #expect(run.cluster.home(HomeRun.home(9))?["metadata"]["labels"].members.isEmpty == true)
        #expect(!run.cluster.log.contains { $0.contains(HomeRun.home(9)) && !$0.hasPrefix("create events/") })
        // And when nothing happens any more nothing is sent.
        var quiet = run
        let calls = run.cluster.calls
        quiet.step(at: 400_000_000)
        quiet.take(.allNews, at: 400_000_001)
        let before = run.cluster.calls
        quiet.step(at: 400_000_001)
        #expect(run.cluster.calls == before && before >= calls)
    }

    @Test func `some worlds have all that there is to see`() {
        let logs = (0..<25).map { Self.play($0).cluster.log }
        for word in [
            "create namespaces/", "delete namespaces/", "patch deployments/", " lost", " scaling", " scaled",
            " restoring", "stakerestored",
        ] {
            #expect(logs.contains { $0.contains { $0.contains(word) } }, "\(word)")
        }
    }
}
