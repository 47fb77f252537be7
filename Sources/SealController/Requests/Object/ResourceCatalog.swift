// SPDX-License-Identifier: Apache-2.0
internal import Kernel
internal import KubeClient
internal import Wire

/// Which kinds of objects an apiserver has, as it said some time ago.
///
/// Pure: who asks tells it what was answered.
struct ResourceCatalog {
    /// A kind of object.
    struct Kind: Hashable, Sendable {
        let kind: String
        let isNamespaced: Bool
    }

    /// What to do about a name.
    enum Finding: Sendable {
        case found(KubeResource, kind: String)
        /// This must be asked first, and told to ``take(_:_:at:)``.
        case ask(Inquiry)
        /// There is no such kind.
        case unknown
    }

    /// A question to the apiserver.
    enum Inquiry: Hashable, Sendable {
        case versions(group: String)
        case kinds(group: String, version: String)

        /// What is asked; a request waits for it, and holds its place meanwhile.
        var call: KubeCall {
            let call: KubeCall =
                switch self {
                case .versions(let group): .versions(of: group)
                case .kinds(let group, let version): .kinds(of: group, version: version)
                }
            return call.timeout(ObjectChange.callTimeout)
        }
    }

    private struct Known<Value> {
        let value: Value
        let since: Monotonic
    }

    /// How long an answer counts.
    static let lifetime = Duration.seconds(600)
    /// How long it counts that there is no such kind: definitions come and go.
    static let lifetimeOfNothing = Duration.seconds(5)
    /// The most groups and versions that are remembered: strangers choose what is asked for.
    static let capacity = 1024

    private var versions: [String: Known<String?>] = [:]
    private var kinds: [Inquiry: Known<[String: Kind]>] = [:]

    /// Looks a name up, in a version of its group or in the one that the apiserver prefers.
    func find(_ name: ResourceName, version wanted: String?, at now: Monotonic) -> Finding {
        let version: String
        if let wanted {
            version = wanted
        } else if name.group.isEmpty {
            version = "v1"
        } else {
            guard let known = versions[name.group], isFresh(known.since, known.value == nil, now) else {
                return .ask(.versions(group: name.group))
            }
            guard let preferred = known.value else { return .unknown }
            version = preferred
        }
        let inquiry = Inquiry.kinds(group: name.group, version: version)
        guard let known = kinds[inquiry], isFresh(known.since, known.value[name.plural] == nil, now) else {
            return .ask(inquiry)
        }
        guard let kind = known.value[name.plural] else { return .unknown }
        let resource = KubeResource(
            group: name.group, version: version, plural: name.plural, isNamespaced: kind.isNamespaced)
        return .found(resource, kind: kind.kind)
    }

    private func isFresh(_ since: Monotonic, _ isNothing: Bool, _ now: Monotonic) -> Bool {
        now.since(since) < (isNothing ? Self.lifetimeOfNothing : Self.lifetime)
    }

    /// Takes an answer; throws what it says nothing by.
    mutating func take(
        _ inquiry: Inquiry, _ result: Result<KubeReply, KubeError>, at now: Monotonic
    ) throws(KubeError) {
        var body: [UInt8]?
        switch result {
        case .success(let reply): body = reply.body
        // There is no such group, or no such version of it.
        case .failure(let error) where error.code == .notFound: body = nil
        case .failure(let error): throw error
        }
        if versions.count + kinds.count >= Self.capacity { (versions, kinds) = ([:], [:]) }
        switch inquiry {
        case .versions(let group):
            versions[group] = Known(
                value: try body.map { (body) throws(KubeError) in try Self.preferred(body) }, since: now)
        case .kinds:
            kinds[inquiry] = Known(
                value: try body.map { (body) throws(KubeError) in try Self.kinds(body) } ?? [:], since: now)
        }
    }

    /// Reads an `APIGroup`.
    private static func preferred(_ body: [UInt8]) throws(KubeError) -> String {
        try read(body) { (group) throws(JSONError) in
            guard let preferred = try group.object("preferredVersion") else { throw .wrongType }
            return try preferred.neededText("version")
        }
    }

    /// Reads an `APIResourceList`; parts of objects are none.
    private static func kinds(_ body: [UInt8]) throws(KubeError) -> [String: Kind] {
        try read(body) { (list) throws(JSONError) in
            guard let resources = try list.list("resources") else { throw .wrongType }
            var kinds: [String: Kind] = [:]
            var walk = resources.children
            while walk.advance() {
                guard let resource = walk.value, resource.kind == .object else { throw .wrongType }
                let name = try resource.neededText("name")
                guard !name.contains("/") else { continue }
                kinds[name] = Kind(
                    kind: try resource.neededText("kind"), isNamespaced: try resource.part("namespaced")?.bool ?? false)
            }
            return kinds
        }
    }

    private static func read<Value>(
        _ body: [UInt8], _ take: (borrowing JSONValue) throws(JSONError) -> Value
    ) throws(KubeError) -> Value {
        do throws(JSONError) {
            var parser = try JSONParser(maximumBytes: body.count)
            return try parser.withDocument(body.span) { value throws(JSONError) in
                guard value.kind == .object else { throw .wrongType }
                return try take(value)
            }
        } catch { throw KubeError(.broken, wasSent: true) }
    }
}
