// SPDX-License-Identifier: Apache-2.0
internal import KubeClient
internal import Wire

extension Workload {
    /// Reads what a list holds; `nil` for something that is none of its kind.
    static func read(_ kind: WorkloadKind, _ item: KubeItem) -> Workload? {
        ObjectReading.read(item.body.span) { object throws(JSONError) in try Workload(kind, object) }
    }

    private init(_ kind: WorkloadKind, _ object: borrowing JSONValue) throws(JSONError) {
        guard let metadata = try object.object("metadata") else { throw .wrongType }
        self.init(
            kind: kind, name: try metadata.neededText("name"), uid: try metadata.neededText("uid"),
            resourceVersion: try metadata.neededText("resourceVersion"))
        note = try metadata.object("annotations")?.text("k3s-daas.io/stopped")
        isLeftAlone = try metadata.part("deletionTimestamp") != nil
        if let controller = try Self.controller(metadata) {
            // Suspending a CronJob leaves the Jobs that it has begun. Who owns a pod is what the pod says, and is waited for only so long.
            if kind == .pods { isOwned = true } else if kind != .jobs || controller != "CronJob" { isLeftAlone = true }
        }
        let spec = try object.object("spec")
        switch kind.manner {
        case .count:
            replicas = try spec?.part("replicas")?.integer ?? 1
            if kind == .statefulSets {
                deletesClaims = try spec?.object("persistentVolumeClaimRetentionPolicy")?.text("whenScaled") == "Delete"
            }
        case .suspension: isStopped = try spec?.part("suspend")?.bool ?? false
        case .selector:
            let selector = try spec?.object("template")?.object("spec")?.object("nodeSelector")
            isStopped = try selector?.part("k3s-daas.io/stopped") != nil
        case .deletion:
            let given = try metadata.part("deletionGracePeriodSeconds")?.integer
            let asked = try spec?.part("terminationGracePeriodSeconds")?.integer
            grace = given ?? asked ?? grace
            // One that is going goes, but not after years.
            if isLeftAlone, grace > Self.longestGrace { (isLeftAlone, isOwned) = (false, false) }
            let phase = try object.object("status")?.text("phase")
            if phase == "Succeeded" || phase == "Failed" { isLeftAlone = true }
        }
        // What has come to its end cannot be changed any more.
        if kind == .jobs, try Self.hasEnded(object) { isLeftAlone = true }
    }

    /// The kind of what says that it sees to this; `nil` where nothing does.
    private static func controller(_ metadata: borrowing JSONValue) throws(JSONError) -> String? {
        guard let owners = try metadata.list("ownerReferences") else { return nil }
        var walk = owners.children
        while walk.advance() {
            guard let owner = walk.value, try owner.part("controller")?.bool == true else { continue }
            return try owner.text("kind") ?? ""
        }
        return nil
    }

    private static func hasEnded(_ job: borrowing JSONValue) throws(JSONError) -> Bool {
        guard let conditions = try job.object("status")?.list("conditions") else { return false }
        var walk = conditions.children
        while walk.advance() {
            guard let condition = walk.value else { continue }
            let isEnd = ["Failed", "Complete"].contains(try condition.text("type") ?? "")
            if isEnd, try condition.text("status") == "True" { return true }
        }
        return false
    }
}
