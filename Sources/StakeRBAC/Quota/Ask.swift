// SPDX-License-Identifier: Apache-2.0
internal import Wire

/// How much an object asks for: so much, so many times.
struct Ask: Equatable {
    /// What each takes.
    var each: Quota
    /// How many there are to be.
    var count = 1

    /// All of it.
    ///
    /// A workload of no pods takes as much as one of one pod: it can be scaled later, by a request in which its
    /// template is not.
    var total: Quota {
        var total = each.times(max(count, 1))
        total.pods = each.pods == 0 ? 0 : max(count, 0)
        return total
    }

    /// What is asked for in an object of what the request is about; `nil` where nothing is counted.
    static func read(_ request: borrowing Request, _ object: borrowing JSONValue) throws(JSONError) -> Ask? {
        switch (request.part, request.kind?.content) {
        case (.scale, _):
            return pods(try object.contentObject("spec")?.contentNumber("replicas"))
        case (.none, .pod), (.ephemeralcontainers, .pod), (.resize, .pod):
            guard let spec = try object.contentObject("spec") else { return nil }
            return Ask(each: try PodResources.quota(ofPod: spec))
        case (.none, .podTemplate(let template)):
            return try workload(template, request, object)
        case (.none, .claim):
            return Ask(each: try Claim.quota(of: object))
        case (.none, .autoscaler):
            return pods(try object.contentObject("spec")?.contentNumber("maxReplicas"))
        default: return nil
        }
    }

    private static func pods(_ count: Int?) -> Ask? {
        guard let count else { return nil }
        return Ask(each: Quota(cpu: 0, memory: 0, pods: 1, storage: 0), count: count)
    }

    private static func workload(
        _ template: PodTemplate, _ request: borrowing Request, _ object: borrowing JSONValue
    ) throws(JSONError) -> Ask {
        var ask = Ask(each: Quota(cpu: 0, memory: 0, pods: 1, storage: 0))
        if let spec = try object.contentObject(at: template.path)?.contentObject("spec") {
            ask.each = try PodResources.quota(ofPod: spec)
        }
        if let path = template.count, let count = try object.contentNumber(at: path) { ask.count = count }
        guard request.isAbout("apps", "statefulsets"),
            let claims = try object.contentObject("spec")?.contentList("volumeClaimTemplates")
        else { return ask }
        var walk = claims.children
        while walk.advance() {
            guard let claim = walk.value, claim.kind == .object else { throw .wrongType }
            ask.each = ask.each.adding(try Claim.quota(of: claim))
        }
        return ask
    }
}
