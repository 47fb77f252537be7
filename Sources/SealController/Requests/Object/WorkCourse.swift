// SPDX-License-Identifier: Apache-2.0
internal import Kernel
internal import KubeClient
internal import StakeRBAC
internal import SuiLedger

/// Carries one request out, from its words to knowing what became of it.
///
/// Pure: it says what is to be asked, and is told what came of it.
struct WorkCourse {
    /// What comes next.
    enum Step: Sendable {
        case fetch(ManifestAddress)
        case discover(ResourceCatalog.Inquiry)
        case call(KubeCall)
        case ended(ObjectOutcome)
    }

    /// A name is found after its group's versions and a version's kinds were asked for; whatever needs more is nothing to go on with.
    static let maximumDiscoveries = 4
    /// How often a document is fetched in vain: whoever chose the address holds a worker's place meanwhile.
    static let maximumFetches = 3

    private let work: RequestWork
    private let hosts: ManifestAddress.Hosts
    private let mark: RequestMark
    private var document: JSONTree?
    private var effort: ObjectEffort?
    private var discoveries = 0

    /// Carries this out; `hosts` says whose documents are fetched, and `mark` what objects say of requests.
    init(_ work: RequestWork, hosts: ManifestAddress.Hosts, mark: RequestMark) {
        self.work = work
        self.hosts = hosts
        self.mark = mark
    }

    /// The first step; `find` looks into the catalog.
    mutating func begin(_ find: (ResourceName, String?) -> ResourceCatalog.Finding) -> Step {
        guarded { (course) throws(RequestFailure) in
            guard let method = RequestMethod(rawValue: course.work.request.method) else {
                throw RequestFailure(.method, "the method is none that this controller knows")
            }
            let request = course.work.request
            if method != .delete {
                guard request.uri.isEmpty else {
                    return .fetch(try ManifestAddress(request.uri, hash: request.contentHash, course.hosts))
                }
                course.document = try Manifest.read(Array(request.manifest.utf8))
            }
            return try course.resolve(find)
        }
    }

    /// What follows a fetched document.
    mutating func fetched(
        _ result: Result<[UInt8], ManifestFetchError>, _ find: (ResourceName, String?) -> ResourceCatalog.Finding
    ) -> Step {
        switch result {
        case .failure(.later) where work.failures + 1 < Self.maximumFetches: .ended(.again(.broken))
        case .failure(.later):
            .ended(.failed(RequestFailure(.fetch, "nobody gave the document that should be at the address")))
        case .failure(.refused(let failure)): .ended(.failed(failure))
        case .success(let bytes):
            guarded { (course) throws(RequestFailure) in
                course.document = try Manifest.read(bytes)
                return try course.resolve(find)
            }
        }
    }

    /// What follows once the catalog was told what it wanted to know; `failure` says that it was not.
    mutating func discovered(
        _ failure: KubeError?, _ find: (ResourceName, String?) -> ResourceCatalog.Finding
    ) -> Step {
        if let failure { return .ended(.again(failure.code)) }
        discoveries += 1
        guard discoveries < Self.maximumDiscoveries else { return .ended(.again(.broken)) }
        return guarded { (course) throws(RequestFailure) in try course.resolve(find) }
    }

    /// What follows a call; `newest` is the newest request that had been heard of when its answer came.
    mutating func answered(_ result: Result<KubeReply, KubeError>, newest: UInt64) -> Step {
        guard var effort else { return .ended(.again(.broken)) }
        let step = effort.take(result, newest: newest)
        self.effort = effort
        return Self.step(step)
    }

    private mutating func guarded(_ body: (inout WorkCourse) throws(RequestFailure) -> Step) -> Step {
        do throws(RequestFailure) { return try body(&self) } catch { return .ended(.failed(error)) }
    }

    private static func step(_ step: ObjectEffort.Step) -> Step {
        switch step {
        case .call(let call): .call(call)
        case .ended(let outcome): .ended(outcome)
        }
    }

    // MARK: Finding out what it is about

    private mutating func resolve(
        _ find: (ResourceName, String?) -> ResourceCatalog.Finding
    ) throws(RequestFailure) -> Step {
        let request = work.request
        let name = try ResourceName(request.resource)
        var version: String?
        if request.method == RequestMethod.apply.rawValue, let document {
            version = try Manifest.version(of: document, group: name.group)
        }
        switch find(name, version) {
        case .ask(let inquiry): return .discover(inquiry)
        case .unknown:
            throw RequestFailure(.unknownKind, "this cluster has no such kind of object")
        case .found(let resource, let kind):
            guard resource.isNamespaced != request.namespace.isEmpty else {
                let why =
                    resource.isNamespaced
                    ? "objects of this kind have a namespace" : "objects of this kind have no namespace"
                throw RequestFailure(.mismatch, why)
            }
            let effort = ObjectEffort(try change(resource, kind: kind, name))
            self.effort = effort
            return Self.step(effort.begin())
        }
    }

    private func change(
        _ resource: KubeResource, kind: String, _ name: ResourceName
    ) throws(RequestFailure) -> ObjectChange {
        let request = work.request
        // What was pending when it was last heard of has none: our own proposal was taken, and its event is still to come.
        var assigned: WallTime?
        if request.assignedMilliseconds > 0 {
            let milliseconds = min(request.assignedMilliseconds, UInt64(Int64.max / 1_000_000))
            assigned = WallTime(nanoseconds: Int64(milliseconds) * 1_000_000)
        }
        return ObjectChange(
            request: work.number, mark: mark, deed: try deed(resource, kind: kind, name), resource: resource,
            namespace: request.namespace.isEmpty ? nil : request.namespace, name: request.name,
            identity: work.identity, assigned: assigned, isResumed: work.isResumed, isPublic: request.uri.isEmpty)
    }

    private func deed(
        _ resource: KubeResource, kind: String, _ name: ResourceName
    ) throws(RequestFailure) -> ObjectChange.Deed {
        let request = work.request
        let document = document ?? .null
        switch RequestMethod(rawValue: request.method) {
        case .delete: return .delete
        case .apply:
            let manifest = try Manifest.object(
                document, kind: kind, apiVersion: resource.apiVersion, namespace: request.namespace, name: request.name)
            return .apply(try placed(manifest, kind))
        case .patch:
            guard document.isObject else {
                throw RequestFailure(.document, "a patch is an object (RFC 7386), and no list of operations")
            }
            if let metadata = document["metadata"] {
                guard metadata.isObject, metadata["annotations"].map(\.isObject) ?? true else {
                    throw RequestFailure(.reserved, "a patch cannot take metadata or all annotations away")
                }
            }
            return .patch(document)
        case .scale:
            guard Self.scalable.contains(name) else {
                throw RequestFailure(.resource, "scale is for deployments, replicasets and statefulsets")
            }
            return .scale(try Manifest.replicas(document))
        case nil: throw RequestFailure(.method, "the method is none that this controller knows")
        }
    }

    /// Kinds whose number of replicas is `spec.replicas`.
    private static let scalable = Set(
        ["deployments.apps", "replicasets.apps", "statefulsets.apps", "replicationcontrollers"].compactMap {
            try? ResourceName($0)
        })

    /// Pods of stakers' homes go to the worker that the request was given to; others may not be on staked machines at all.
    private func placed(_ manifest: JSONTree, _ kind: String) throws(RequestFailure) -> JSONTree {
        guard PodTemplate.path(of: kind) != nil, HomeNamespace.owner(of: work.request.namespace.utf8Span.span) != nil
        else { return manifest }
        guard let node = work.node else {
            throw RequestFailure(.worker, "the machine that the request was given to is not fit any more")
        }
        return try PodTemplate.place(manifest, kind: kind, on: node)
    }
}
