// SPDX-License-Identifier: Apache-2.0
import Kernel
import KubeClient
import SealAuthN
import SuiLedger
import Testing

@testable import SealController

/// Requests that are carried out side by side, each from its words to one outcome.
@Suite(.timeLimit(.minutes(10))) struct RequestRunnerTests {
    /// A runner, and what it came to.
    final class Track: Sendable {
        let door = HeldDoor()
        let source: FakeManifests
        let isLeading = Locked(true)
        let journal = FakeJournal()
        let runner: RequestRunner
        private let found = Locked<[ObjectOutcome]>([])

        init(_ source: FakeManifests = FakeManifests(), hosts: ManifestAddress.Hosts = .all) {
            self.source = source
            let isLeading = isLeading
            runner = RequestRunner(door, source, hosts: hosts, mark: FakeObjects.mark, acts: OpenActs(journal)) {
                isLeading.withLock { $0 }
            }
        }

        func run(_ work: RequestWork) { runner.run(work) { [found] outcome in found.withLock { $0.append(outcome) } } }

        /// All outcomes so far.
        var outcomes: [ObjectOutcome] { found.withLock { $0 } }

        var code: RequestFailure.Code? {
            guard case .failed(let failure)? = outcomes.first, outcomes.count == 1 else { return nil }
            return failure.code
        }
    }

    private static let uri = "https://a.example/x"

    private static func fetched(failures: Int = 0) -> RequestWork {
        WorkCourseTests.work(1, "configmaps", uri: uri, failures: failures)
    }

    @Test func `a manifest becomes an object, by calls as its submitter`() {
        let track = Track()
        track.run(WorkCourseTests.work(1, "configmaps", manifest: WorkCourseTests.manifest))
        #expect(track.outcomes == [.done("applied")])
        #expect(track.door.words == ["discover ", "get configmaps", "apply configmaps"])
        let asWhom = track.door.sent.map { $0.impersonation?.user }
        #expect(asWhom == [nil, "sui:\(Address(0x21))", "sui:\(Address(0x21))"])
    }

    @Test func `which kinds there are is asked once for all`() {
        let track = Track()
        for _ in 0..<3 { track.run(WorkCourseTests.work(2, "configmaps")) }
        #expect(track.outcomes == Array(repeating: .done("there is no such object"), count: 3))
        #expect(track.door.words == ["discover ", "get configmaps", "get configmaps", "get configmaps"])
    }

    @Test func `an apiserver that does not say which kinds there are is asked again, whatever it said`() {
        let track = Track()
        for code in [KubeError.Code.unavailable, .timeout, .forbidden] {
            track.door.fail { $0.verb == .discover ? KubeError(code) : nil }
            track.run(WorkCourseTests.work(2, "configmaps"))
            #expect(track.outcomes.last == .again(code))
        }
        track.door.fail { _ in nil }
        track.run(WorkCourseTests.work(2, "configmaps"))
        #expect(track.outcomes.last == .done("there is no such object") && track.outcomes.count == 4)
    }

    @Test func `who does not lead any more reads, and writes nothing`() {
        for (method, body) in [(1, WorkCourseTests.manifest), (2, ""), (4, #"{"data":{}}"#)] as [(UInt8, String)] {
            let track = Track()
            track.run(WorkCourseTests.work(1, "configmaps", manifest: WorkCourseTests.manifest))
            track.door.cluster.state.withLock { $0.objects["configmaps team-a/a"]?.annotation = "3" }
            let before = track.door.cluster.objects
            track.isLeading.withLock { $0 = false }
            track.run(WorkCourseTests.work(method, "configmaps", manifest: body))
            #expect(track.outcomes.last == .again(.cancelled))
            #expect(track.door.words.suffix(1) == ["get configmaps"] && track.door.cluster.objects == before)
        }
    }

    @Test func `the lead is asked for before each write, not once`() {
        let track = Track()
        track.door.hold { $0.verb == .get }
        track.run(WorkCourseTests.work(1, "configmaps", manifest: WorkCourseTests.manifest))
        #expect(track.door.waiting == 1)
        track.isLeading.withLock { $0 = false }
        track.door.release()
        #expect(track.outcomes == [.again(.cancelled)] && track.door.cluster.objects.isEmpty)
    }

    @Test func `an object that changes under its hands is read again, and the lead asked for again`() {
        let track = Track()
        track.run(WorkCourseTests.work(1, "configmaps", manifest: WorkCourseTests.manifest))
        track.door.cluster.state.withLock { $0.objects["configmaps team-a/a"]?.annotation = "3" }
        track.door.fail { $0.verb == .apply ? KubeError(.conflict, wasSent: true) : nil }
        track.door.hold { $0.verb == .apply }
        track.run(WorkCourseTests.work(1, "configmaps", manifest: WorkCourseTests.manifest))
        // Somebody else writes it before.
        track.door.cluster.state.withLock { $0.objects["configmaps team-a/a"]?.version += 1 }
        track.isLeading.withLock { $0 = false }
        track.door.release()
        #expect(track.outcomes.last == .again(.cancelled))
        #expect(track.door.words.suffix(3) == ["get configmaps", "apply configmaps", "get configmaps"])
    }

    // MARK: Documents from elsewhere

    @Test func `a document is fetched before anything is asked of the apiserver`() {
        let track = Track(FakeManifests(.success(Array(WorkCourseTests.manifest.utf8))))
        track.run(Self.fetched())
        #expect(track.outcomes == [.done("applied")] && track.source.asked == [Self.uri])
        #expect(track.door.cluster.objects["configmaps team-a/a"]?.content == ["x": "\"1\""])
    }

    @Test(arguments: [(0, nil), (1, nil), (2, .fetch), (3, .fetch)] as [(Int, RequestFailure.Code?)])
    func `the third time that nobody gives it is the last`(_ failures: Int, _ code: RequestFailure.Code?) {
        let track = Track(FakeManifests(.failure(.later)))
        track.run(Self.fetched(failures: failures))
        #expect(track.source.asked.count == 1 && track.door.sent.isEmpty && track.outcomes.count == 1)
        #expect(track.code == code)
        if code == nil { #expect(track.outcomes == [.again(.broken)]) }
    }

    @Test func `a document that is refused is asked for once`() {
        let track = Track(FakeManifests(.failure(.refused(RequestFailure(.hash, "another")))))
        track.run(Self.fetched())
        #expect(track.code == .hash && track.source.asked.count == 1 && track.door.sent.isEmpty)
    }

    @Test func `nobody is asked whom the operator does not name`() {
        for hosts in [.only([]), .only(["b.example"])] as [ManifestAddress.Hosts] {
            let track = Track(hosts: hosts)
            track.run(Self.fetched())
            #expect(track.code == .address && track.source.asked.isEmpty && track.door.sent.isEmpty)
        }
    }

    @Test func `what is fetched is read as strictly as what stands on chain`() {
        for text in [#"{"apiVersion":"v1","apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a"}}"#, "{", ""] {
            let track = Track(FakeManifests(.success(Array(text.utf8))))
            track.run(Self.fetched())
            #expect(track.code == .document && track.door.sent.isEmpty)
        }
    }

    // MARK: What is written down

    @Test func `what was carried out is written down once, and what touched nothing is too`() {
        let track = Track()
        track.run(WorkCourseTests.work(1, "configmaps", manifest: WorkCourseTests.manifest))
        track.run(WorkCourseTests.work(1, "configmaps", manifest: "{"))
        track.run(WorkCourseTests.work(2, "pods"))
        #expect(
            track.journal.words == [
                "request_do requests/7 done", "request_do requests/7 refused(document)", "request_do requests/7 done",
            ])
    }

    @Test(arguments: [(KubeError.Code.timeout, true), (.timeout, false), (.throttled, true), (.conflict, true)])
    func `a write that nobody answered is written down, though it is tried again`(
        _ code: KubeError.Code, _ wasSent: Bool
    ) {
        let track = Track()
        track.door.fail { $0.verb == .apply ? KubeError(code, wasSent: wasSent) : nil }
        track.run(WorkCourseTests.work(1, "configmaps", manifest: WorkCourseTests.manifest))
        #expect(track.outcomes == [.again(code)])
        let isUnknown = code == .timeout && wasSent
        #expect(track.journal.words == (isUnknown ? ["request_do requests/7 failed(timeout)"] : []))
    }

    @Test func `that something is deleted is written down before it is, and how that ended always`() {
        let track = Track()
        track.run(WorkCourseTests.work(1, "configmaps", manifest: WorkCourseTests.manifest))
        track.door.hold { $0.verb == .delete }
        track.door.cluster.state.withLock { $0.objects["configmaps team-a/a"]?.annotation = "3" }
        track.run(WorkCourseTests.work(2, "configmaps"))
        #expect(track.door.waiting == 1)
        #expect(track.journal.words.dropFirst() == ["request_do requests/7 begun"])
        track.door.release()
        #expect(track.journal.words.dropFirst(2) == ["request_do requests/7 done"])
    }

    @Test(arguments: [KubeError.Code.conflict, .throttled, .timeout])
    func `a deletion that is tried again says each time that it was not done, or that nobody knows`(
        _ code: KubeError.Code
    ) {
        let track = Track()
        track.run(WorkCourseTests.work(1, "configmaps", manifest: WorkCourseTests.manifest))
        track.door.cluster.state.withLock { $0.objects["configmaps team-a/a"]?.annotation = "3" }
        track.door.fail { $0.verb == .delete ? KubeError(code, wasSent: true) : nil }
        for _ in 0..<2 { track.run(WorkCourseTests.work(2, "configmaps")) }
        let turn = ["request_do requests/7 begun", "request_do requests/7 failed(\(code.rawValue))"]
        #expect(Array(track.journal.words.dropFirst()) == turn + turn)
    }

    // MARK: Many

    @Test func `each is answered once, whoever calls back and in whatever order`() throws {
        let track = Track()
        track.door.hold { !($0.name ?? "").isEmpty }
        for number in 0..<64 {
            var request = RequestTableTests.request(2, 5)
            (request.name, request.method) = ("map-\(number)", 2)
            track.run(
                RequestWork(
                    number: UInt64(number + 1), request: request, newest: 64,
                    identity: RequestIdentity(
                        owner: Address(0x21), seal: Address(0x5E), tier: .developer, isNarrowed: false),
                    node: nil, isResumed: false, failures: 0))
        }
        #expect(track.door.waiting == 64 && track.outcomes.isEmpty)
        let threads = try (0..<4).map { _ in try SharedThread(name: "answers") { track.door.release() } }
        for thread in threads { thread.join() }
        #expect(track.outcomes == Array(repeating: .done("there is no such object"), count: 64))
    }

    @Test func `a kind is known once it was asked for, and asking for it here asks nobody`() throws {
        let track = Track()
        let name = try ResourceName("configmaps")
        let before = track.runner.known(name)?.kind
        #expect(before == nil && track.door.sent.isEmpty)
        track.run(WorkCourseTests.work(2, "configmaps"))
        let (known, other) = (track.runner.known(name), track.runner.known(try ResourceName("widgets")))
        #expect(known?.kind == "ConfigMap" && known?.resource.apiVersion == "v1" && other == nil)
    }
}
