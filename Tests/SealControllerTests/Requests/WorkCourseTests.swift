// SPDX-License-Identifier: Apache-2.0
import Kernel
import KubeClient
import SealAuthN
import SuiLedger
import TestSupport
import Testing

@testable import SealController

/// A request, from its words to the calls that carry it out.
struct WorkCourseTests {
    static let home = "seal-aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaba"

    static func work(
        _ method: UInt8, _ resource: String, in namespace: String = "team-a", manifest: String = "", uri: String = "",
        node: String? = "n-1", failures: Int = 0
    ) -> RequestWork {
        var request = RequestTableTests.request(2, 5)
        (request.method, request.resource, request.namespace) = (method, resource, namespace)
        (request.manifest, request.uri) = (manifest, uri)
        request.contentHash = uri.isEmpty ? [] : ManifestAddressTests.abc
        return RequestWork(
            number: 7, request: request, newest: 9,
            identity: RequestIdentity(owner: Address(0x21), seal: Address(0x5E), tier: .developer, isNarrowed: false),
            node: node, isResumed: false, failures: failures)
    }

    /// Plays a request against a cluster; gives how it ended and what was there then.
    static func play(
        _ work: RequestWork, on cluster: FakeObjects = FakeObjects(),
        document: Result<[UInt8], ManifestFetchError>? = nil
    ) -> (end: ObjectOutcome, cluster: FakeObjects) {
        var course = WorkCourse(work, hosts: .all, mark: FakeObjects.mark)
        var catalog = ResourceCatalog()
        let now = Monotonic(nanoseconds: 1)
        var step = course.begin { catalog.find($0, version: $1, at: now) }
        while true {
            switch step {
            case .ended(let outcome): return (outcome, cluster)
            case .fetch:
                let known = catalog
                step = course.fetched(document ?? .failure(.later)) { known.find($0, version: $1, at: now) }
            case .discover(let inquiry):
                var failure: KubeError?
                do throws(KubeError) { try catalog.take(inquiry, cluster.answer(inquiry.call), at: now) } catch {
                    failure = error
                }
                let known = catalog
                step = course.discovered(failure) { known.find($0, version: $1, at: now) }
            case .call(let call): step = course.answered(cluster.answer(call), newest: 9)
            }
        }
    }

    static func code(_ work: RequestWork) -> RequestFailure.Code? {
        guard case .failed(let failure) = play(work).end else { return nil }
        return failure.code
    }

    static let manifest = #"{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a"},"data":{"x":"1"}}"#
    static let deployment =
        #"{"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"a"},"spec":{"template":{"spec":{}}}}"#

    @Test func `a manifest is applied`() {
        let (end, cluster) = Self.play(Self.work(1, "configmaps", manifest: Self.manifest))
        #expect(end == .done("applied"))
        #expect(cluster.objects["configmaps team-a/a"]?.content == ["x": "\"1\""])
        #expect(cluster.objects["configmaps team-a/a"]?.annotation == "7")
    }

    @Test func `YAML is applied as well`() {
        let yaml = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\ndata:\n  x: \"1\"\n"
        let (_, cluster) = Self.play(Self.work(1, "configmaps", manifest: yaml))
        #expect(cluster.objects["configmaps team-a/a"]?.content == ["x": "\"1\""])
    }

    @Test func `pods of a home go to the worker, others' do not`() throws {
        let (end, cluster) = Self.play(Self.work(1, "deployments.apps", in: Self.home, manifest: Self.deployment))
        #expect(end == .done("applied"))
        let call = try #require(cluster.state.withLock { $0.calls.last })
        let spec = try Tree.parse(call.body)["spec"]["template"]["spec"]
        #expect(spec["nodeSelector"]["kubernetes.io/hostname"].text == "n-1")
        let (_, other) = Self.play(Self.work(1, "deployments.apps", manifest: Self.deployment))
        let plain = try #require(other.state.withLock { $0.calls.last })
        #expect(try Tree.parse(plain.body)["spec"]["template"]["spec"] == .object([:]))
        #expect(
            Self.code(Self.work(1, "deployments.apps", in: Self.home, manifest: Self.deployment, node: nil)) == .worker)
    }

    // The event of our own assignment is still to come, and the first try came to nothing.
    @Test(arguments: [(0, .again(.cancelled)), (1_800_000_000_001, .done("deleted"))] as [(UInt64, ObjectOutcome)])
    func `a deletion that is tried again waits for the time of its assignment`(
        _ milliseconds: UInt64, _ expected: ObjectOutcome
    ) {
        let (_, cluster) = Self.play(Self.work(1, "configmaps", manifest: Self.manifest))
        cluster.state.withLock { $0.objects["configmaps team-a/a"]?.annotation = "6" }
        var request = Self.work(2, "configmaps").request
        request.assignedMilliseconds = milliseconds
        let again = RequestWork(
            number: 7, request: request, newest: 9, identity: Self.work(2, "configmaps").identity, node: "n-1",
            isResumed: true, failures: 1)
        let (end, _) = Self.play(again, on: cluster)
        #expect(end == expected)
    }

    @Test func `what cannot be done fails with its reason`() {
        #expect(Self.code(Self.work(9, "configmaps")) == .method)
        #expect(Self.code(Self.work(1, "pods/exec", manifest: Self.manifest)) == .resource)
        #expect(
            Self.code(Self.work(1, "widgets.example.com", manifest: #"{"apiVersion":"example.com/v1"}"#))
                == .unknownKind)
        #expect(Self.code(Self.work(2, "widgets")) == .unknownKind)
        #expect(Self.code(Self.work(2, "widgets.apps")) == .unknownKind)
        #expect(Self.code(Self.work(1, "configmaps", manifest: "{")) == .document)
        #expect(Self.code(Self.work(1, "pods", manifest: Self.manifest)) == .mismatch)
        #expect(
            Self.code(Self.work(1, "deployments.apps", manifest: Self.deployment.replacing("apps/v1", with: "apps/V1")))
                == .mismatch)
        #expect(Self.code(Self.work(2, "namespaces")) == .mismatch)
        #expect(Self.code(Self.work(2, "configmaps", in: "")) == .mismatch)
        #expect(Self.code(Self.work(3, "configmaps", manifest: "3")) == .resource)
        #expect(Self.code(Self.work(3, "deployments.apps", manifest: "many")) == .document)
        #expect(Self.code(Self.work(4, "configmaps", manifest: #"[{"op":"remove","path":"/data"}]"#)) == .document)
        #expect(Self.code(Self.work(4, "configmaps", manifest: #"{"metadata":null}"#)) == .reserved)
        #expect(Self.code(Self.work(4, "configmaps", manifest: #"{"metadata":{"annotations":null}}"#)) == .reserved)
        #expect(Self.code(Self.work(4, "configmaps", manifest: #"{"data":{}}"#)) == .missing)
        #expect(Self.code(Self.work(1, "configmaps", in: "kube-system", manifest: Self.manifest)) == .forbidden)
        #expect(Self.code(Self.work(1, "configmaps", uri: "http://a.example/x")) == .address)
    }

    @Test func `a document is fetched, and tried so often and no more`() {
        let work = Self.work(1, "configmaps", uri: "https://a.example/x")
        #expect(Self.play(work, document: .success(Array(Self.manifest.utf8))).end == .done("applied"))
        #expect(Self.play(work).end == .again(.broken))
        let last = Self.work(1, "configmaps", uri: "https://a.example/x", failures: WorkCourse.maximumFetches - 2)
        #expect(Self.play(last).end == .again(.broken))
        let tired = Self.work(1, "configmaps", uri: "https://a.example/x", failures: WorkCourse.maximumFetches - 1)
        guard case .failed(let failure) = Self.play(tired).end else { return #expect(Bool(false), "it fails") }
        #expect(failure.code == .fetch)
    }

    @Test func `a deletion brings nothing, and fetches nothing`() {
        #expect(
            Self.play(Self.work(2, "configmaps", uri: "https://a.example/x")).end == .done("there is no such object"))
    }

    @Test func `a scale changes the replicas alone`() {
        let cluster = FakeObjects()
        _ = Self.play(Self.work(1, "deployments.apps", manifest: Self.deployment), on: cluster)
        cluster.state.withLock { $0.objects["deployments team-a/a"]?.annotation = "3" }
        let (end, _) = Self.play(Self.work(3, "deployments.apps", manifest: "4"), on: cluster)
        #expect(end == .done("scaled to 4"))
        #expect(cluster.objects["deployments team-a/a"]?.content["replicas"] == "4")
    }

    @Test func `a catalog that answers nonsense is asked again later`() {
        var course = WorkCourse(Self.work(2, "configmaps"), hosts: .all, mark: FakeObjects.mark)
        var step = course.begin { _, _ in .ask(.kinds(group: "", version: "v1")) }
        var count = 0
        while case .discover = step {
            count += 1
            step = course.discovered(nil) { _, _ in .ask(.kinds(group: "", version: "v1")) }
        }
        #expect(count == WorkCourse.maximumDiscoveries)
        guard case .ended(.again(.broken)) = step else { return #expect(Bool(false), "later") }
    }
}

/// Which kinds there are, as the apiserver said it.
struct ResourceCatalogTests {
    @Test func `what is known is not asked again, for a while`() throws {
        var catalog = ResourceCatalog()
        let cluster = FakeObjects()
        let name = try ResourceName("deployments.apps")
        let start = Monotonic(nanoseconds: 1)
        var asked: [ResourceCatalog.Inquiry] = []
        for _ in 0..<3 {
            guard case .ask(let inquiry) = catalog.find(name, version: nil, at: start) else { break }
            asked.append(inquiry)
            try catalog.take(inquiry, cluster.answer(inquiry.call), at: start)
        }
        #expect(asked == [.versions(group: "apps"), .kinds(group: "apps", version: "v1")])
        // As long as any other call of a request.
        #expect(asked.allSatisfy { $0.call.timeout == .seconds(5) })
        func isKnown(_ after: Duration) -> Bool {
            if case .found(let resource, kind: "Deployment") = catalog.find(
                name, version: nil, at: start.advanced(by: after))
            {
                return resource == KubeResource(group: "apps", plural: "deployments", isNamespaced: true)
            }
            return false
        }
        #expect(isKnown(.zero))
        #expect(isKnown(ResourceCatalog.lifetime - .nanoseconds(1)))
        #expect(!isKnown(ResourceCatalog.lifetime))
    }

    @Test func `what is not there is asked for again soon`() throws {
        var catalog = ResourceCatalog()
        let name = try ResourceName("widgets")
        let start = Monotonic(nanoseconds: 1)
        let inquiry = ResourceCatalog.Inquiry.kinds(group: "", version: "v1")
        try catalog.take(inquiry, FakeObjects().answer(inquiry.call), at: start)
        guard case .unknown = catalog.find(name, version: nil, at: start) else {
            return #expect(Bool(false), "unknown")
        }
        let later = start.advanced(by: ResourceCatalog.lifetimeOfNothing)
        guard case .ask = catalog.find(name, version: nil, at: later) else { return #expect(Bool(false), "asked") }
    }

    @Test func `an answer that is none says nothing`() {
        var catalog = ResourceCatalog()
        let inquiry = ResourceCatalog.Inquiry.versions(group: "apps")
        for (result, code) in [
            (.success(KubeReply(status: 200, body: Array("{}".utf8))), KubeError.Code.broken),
            (.success(KubeReply(status: 200, body: [])), .broken), (.failure(KubeError(.unavailable)), .unavailable),
        ] as [(Result<KubeReply, KubeError>, KubeError.Code)] {
            var thrown: KubeError.Code?
            do throws(KubeError) { try catalog.take(inquiry, result, at: .now) } catch { thrown = error.code }
            #expect(thrown == code)
        }
    }
}
