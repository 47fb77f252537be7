// SPDX-License-Identifier: Apache-2.0
import Kernel
import KubeClient
import Telemetry
import Testing

@testable import SealController
@testable import SuiLedger

/// A keeper, with a cluster, a chain, a clock and the lead in a test's hands.
final class RequestSite: Sendable {
    static let submitter = Address(0x21)
    static let worker = Address(0x31)
    static let home = "https://a.example/x"

    let door = HeldDoor()
    let ledger = HeldLedger()
    let nodes = FakeReadyNodes()
    let source: FakeManifests
    let ground = ChainGround()
    let isLeading: Locked<Bool>
    /// How often somebody asked who leads.
    let asked = Locked(0)
    let metrics = RequestMetrics(in: Registry())
    let journal = FakeJournal()
    let acts: OpenActs
    let keeper: RequestKeeper
    private let age = Locked(Duration.zero)

    init(
        _ source: FakeManifests = FakeManifests(), journal: (any ActJournal)? = nil,
        isLeading: Locked<Bool> = Locked(true), _ change: (inout RequestSettings) -> Void = { _ in }
    ) throws {
        (self.source, self.isLeading) = (source, isLeading)
        acts = OpenActs(journal ?? self.journal)
        ground.tables.insert(ChainGround.account(2 * ChainGround.sui), of: Self.submitter)
        ground.tables.insert(ChainGround.seal(of: Self.submitter), under: SealKey(Address(7).raw))
        ground.tables.insert(ChainGround.account(0, node: 2 * ChainGround.sui), of: Self.worker)
        ground.tables.insert(ChainGround.worker("n-1"), of: Self.worker)
        ledger.chain.state.withLock { $0.workers = [Self.worker] }
        var settings = RequestSettings()
        (settings.settle, settings.linger) = (.zero, .zero)
        change(&settings)
        let (ground, asked, age) = (ground, asked, age)
        keeper = RequestKeeper(
            settings, door: door, source: source, hosts: .all, mark: FakeObjects.mark, ledger: ledger, nodes: nodes,
            sight: RequestSight(
                tables: ground.tables, mark: { ground.mark.withLock { $0 } }, maximumAge: settings.maximumAge),
            isLeading: {
                asked.withLock { $0 += 1 }
                return isLeading.withLock { $0 }
            }, report: RequestReport(metrics: metrics, log: Log(to: try LineSink(.file("/dev/null")))),
            acts: acts, clock: { ChainGround.after(age.withLock { $0 }) })
    }

    /// Asks for a deletion, which needs nothing but the object's name.
    func delete(_ name: String) -> UInt64 { ledger.chain.submit(.delete, "configmaps", name) }

    /// Asks for a map to be there.
    func apply(_ name: String = "a") -> UInt64 {
        ledger.chain.submit(.apply, "configmaps", name, manifest: Self.map(name))
    }

    /// Asks for what is no method, which nobody carries out.
    func nonsense(_ name: String, of submitter: Address = submitter) -> UInt64 {
        ledger.chain.submit(.apply, "configmaps", name, submitter: submitter, rawMethod: 9)
    }

    static func map(_ name: String) -> String {
        #"{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"\#(name)"},"data":{"x":"1"}}"#
    }

    /// Lets time pass, during which the copy of the chain stays fresh.
    func advance(by duration: Duration) {
        let age = age.withLock { age -> Duration in
            age += duration
            return age
        }
        ground.mark.withLock { mark in
            mark.rose = ChainGround.after(age).monotonic
            mark.timestamp = ChainGround.milliseconds + UInt64(age.wholeNanoseconds / 1_000_000)
        }
        keeper.lead(true)
    }

    /// Gives or takes the lead.
    func lead(_ leads: Bool) {
        isLeading.withLock { $0 = leads }
        keeper.lead(leads)
    }

    /// Tells the keeper of the chain's events from one on.
    func tell(from number: UInt64 = 1) {
        let events = ledger.chain.state.withLock { $0.events }.filter { $0.number >= number }
        keeper.take(
            .events(
                events.map { change in
                    let event = EmittedEvent(
                        identity: .init(transaction: Digest(Address(1).raw), index: UInt32(change.number)),
                        checkpoint: 1,
                        type: StructTag(Address(2), "k8s_scheduler", "RequestChanged"), contents: [])
                    return FollowedEvent(event: event, content: .requestChanged(change), effect: .changed)
                }))
    }

    func status(_ number: UInt64) -> UInt8? { ledger.chain.requests[number]?.status }
    func result(_ number: UInt64) -> String? { ledger.chain.requests[number]?.result }

    /// Waits for something that must come.
    func wait(_ what: Comment, _ isThere: () -> Bool) {
        let deadline = Monotonic.now.advanced(by: .seconds(120))
        while !isThere(), Monotonic.now < deadline { Pause.take(.milliseconds(1)) }
        #expect(isThere(), what)
    }

    /// Waits until so many rounds of the thread have begun from now on: what was to come of what went before has come.
    func rounds(_ count: Int = 3) {
        let before = asked.withLock { $0 }
        wait("the thread goes round") {
            keeper.lead(true)
            return asked.withLock { $0 } >= before + count
        }
    }

    func ended(_ number: UInt64, _ status: RequestStatus) {
        wait("request \(number) ends") { self.status(number) ?? 0 > RequestStatus.assigned.rawValue }
        #expect(self.status(number) == status.rawValue)
    }
}
