// SPDX-License-Identifier: Apache-2.0
internal import SealAuthN
internal import Wire

/// What pods may be, and how much of them there may be: pods themselves, and whatever pods are made from.
enum PodRules {
    /// Reports what is wrong with an object's pods; returns at once where there are none.
    static func check(
        _ request: borrowing Request, _ holder: Holder, _ policy: Policy, _ findings: inout Findings
    ) throws(JSONError) {
        guard request.verb == .create || request.verb == .update, concerns(request) else { return }
        // An apiserver sends the object with whatever makes or changes one; without it nothing can be judged.
        guard let object = request.object else {
            guard holder.tier == .super else { throw .wrongType }
            return
        }
        try QuotaRule.check(request, holder, policy, &findings)
        guard request.verb == .update else { return try judge(object, request, holder, policy, &findings) }
        // To judge pods costs less than to compare them, and there is mostly nothing wrong with them.
        var judged = findings
        do throws(JSONError) {
            try judge(object, request, holder, policy, &judged)
        } catch {
            guard isUnchanged(object, request) else { throw error }
            return
        }
        guard judged.verdict == findings.verdict || !isUnchanged(object, request) else { return }
        findings = judged
    }

    /// Whether there are pods in what the request is about, or numbers of them, or claims to storage.
    private static func concerns(_ request: borrowing Request) -> Bool {
        switch (request.part, request.kind?.content) {
        case (.scale, _), (.none, .pod), (.ephemeralcontainers, .pod), (.resize, .pod): true
        case (.none, .podTemplate), (.none, .claim), (.none, .autoscaler): true
        default: false
        }
    }

    private static func judge(
        _ object: borrowing JSONValue, _ request: borrowing Request, _ holder: Holder, _ policy: Policy,
        _ findings: inout Findings
    ) throws(JSONError) {
        guard let pod = try pod(request, object), let spec = try pod.contentObject("spec") else { return }
        try PodSecurityRule.check(pod, spec, request, holder, policy, &findings)
        guard holder.tier < .super else { return }
        try PodPlacement.check(spec, request, policy, &findings)
        try PodVolumes.check(spec, policy, &findings)
    }

    /// The pod, or what pods are made from: an object with `metadata` and `spec`.
    @_lifetime(copy object)
    private static func pod(
        _ request: borrowing Request, _ object: borrowing JSONValue
    ) throws(JSONError) -> JSONValue? {
        switch (request.part, request.kind?.content) {
        case (.none, .pod), (.ephemeralcontainers, .pod), (.resize, .pod): return copy object
        case (.none, .podTemplate(let template)): return try object.contentObject(at: template.path)
        default: return nil
        }
    }

    /// Whether an update leaves the pods as they were: somebody with more stake may have made them so, and labels may
    /// still be changed.
    ///
    /// Of a pod's metadata only annotations for AppArmor matter, which Kubernetes lets nobody change once the pod is
    /// there.
    private static func isUnchanged(_ object: borrowing JSONValue, _ request: borrowing Request) -> Bool {
        guard let oldObject = request.oldObject else { return false }
        do throws(JSONError) {
            guard let pod = try Self.pod(request, object), let old = try Self.pod(request, oldObject) else {
                return false
            }
            guard request.kind?.content == .pod else { return pod.equals(old) }
            guard let spec = try pod.contentObject("spec"), let oldSpec = try old.contentObject("spec") else {
                return false
            }
            return spec.equals(oldSpec)
        } catch {
            // What was there cannot be read: what is to be is judged.
            return false
        }
    }
}
