// SPDX-License-Identifier: Apache-2.0
internal import Wire

/// What one pod takes, by Kubernetes' own sum.
///
/// Containers run side by side and add up. Init containers come one after the other, each beside the sidecars started
/// before it (init containers with `restartPolicy: Always`, which stay). The larger of both, or what is said for the
/// pod as a whole, and the overhead of its runtime class, is what the pod takes. Only processors, memory and claimed
/// storage are summed: devices, huge pages and the machine's own disk are for a ResourceQuota. What is not said takes
/// nothing: a LimitRange says it.
struct PodResources {
    private var requests = Quota.none
    private var limits = Quota.none

    /// What a pod takes: of requests and limits the larger, with the storage that is claimed for its time of life.
    static func quota(ofPod spec: borrowing JSONValue) throws(JSONError) -> Quota {
        var whole = try running(spec)
        if let own = try spec.contentObject("resources") { try whole.replace(by: own) }
        if let overhead = try spec.contentObject("overhead") { try whole.add(overhead: overhead) }
        var quota = whole.requests.atLeast(whole.limits)
        quota.pods = 1
        quota.storage = try claims(spec)
        return quota
    }

    private static func running(_ spec: borrowing JSONValue) throws(JSONError) -> PodResources {
        var (sum, sidecars, starting) = (PodResources(), PodResources(), PodResources())
        if let containers = try spec.contentList("containers") {
            var walk = containers.children
            while walk.advance() { sum = sum.adding(try PodResources(container: walk.value)) }
        }
        if let containers = try spec.contentList("initContainers") {
            var walk = containers.children
            while walk.advance() {
                let own = try PodResources(container: walk.value)
                if let policy = try walk.value?.content("restartPolicy"), policy.equals("Always") {
                    sum = sum.adding(own)
                    sidecars = sidecars.adding(own)
                } else {
                    starting = starting.atLeast(sidecars.adding(own))
                }
            }
        }
        return sum.atLeast(starting)
    }

    private static func claims(_ spec: borrowing JSONValue) throws(JSONError) -> Int {
        guard let volumes = try spec.contentList("volumes") else { return 0 }
        var sum = Quota.none
        var walk = volumes.children
        while walk.advance() {
            guard let claim = try walk.value?.contentObject("ephemeral")?.contentObject("volumeClaimTemplate") else {
                continue
            }
            sum = sum.adding(try Claim.quota(of: claim))
        }
        return sum.storage
    }

    private init() {}

    private init(container: JSONValue?) throws(JSONError) {
        guard let container, container.kind == .object else { throw .wrongType }
        guard let resources = try container.contentObject("resources") else { return }
        try replace(by: resources)
    }

    /// Takes what is said over what was there; where there is a limit and no request, that is the request, as
    /// Kubernetes has it.
    private mutating func replace(by resources: borrowing JSONValue) throws(JSONError) {
        let limited = try resources.contentObject("limits")
        let requested = try resources.contentObject("requests")
        let cpu = try limited?.contentQuantity("cpu", Quantity.thousandths)
        let memory = try limited?.contentQuantity("memory", Quantity.units)
        limits.cpu = cpu ?? limits.cpu
        limits.memory = memory ?? limits.memory
        requests.cpu = try requested?.contentQuantity("cpu", Quantity.thousandths) ?? cpu ?? requests.cpu
        requests.memory = try requested?.contentQuantity("memory", Quantity.units) ?? memory ?? requests.memory
    }

    /// Adds what the runtime takes; where there is no limit, what it adds to nothing is less than what is requested.
    private mutating func add(overhead: borrowing JSONValue) throws(JSONError) {
        let own = Quota(
            cpu: try overhead.contentQuantity("cpu", Quantity.thousandths) ?? 0,
            memory: try overhead.contentQuantity("memory", Quantity.units) ?? 0, pods: 0, storage: 0)
        requests = requests.adding(own)
        limits = limits.adding(own)
    }

    private func adding(_ other: PodResources) -> PodResources {
        var sum = self
        sum.requests = requests.adding(other.requests)
        sum.limits = limits.adding(other.limits)
        return sum
    }

    private func atLeast(_ other: PodResources) -> PodResources {
        var larger = self
        larger.requests = requests.atLeast(other.requests)
        larger.limits = limits.atLeast(other.limits)
        return larger
    }
}

/// A claim to storage, or a template of one.
enum Claim {
    /// What it claims.
    static func quota(of claim: borrowing JSONValue) throws(JSONError) -> Quota {
        let requests = try claim.contentObject("spec")?.contentObject("resources")?.contentObject("requests")
        var quota = Quota.none
        quota.storage = try requests?.contentQuantity("storage", Quantity.units) ?? 0
        return quota
    }
}
