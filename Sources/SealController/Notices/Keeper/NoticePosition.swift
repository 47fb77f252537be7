// SPDX-License-Identifier: Apache-2.0
internal import Bytes
internal import KubeClient
internal import SuiLedger
internal import Wire

/// Up to which change everybody has been told, as a ConfigMap keeps it for the controller that leads next.
struct NoticePosition: Hashable, Sendable {
    /// The ConfigMap, beside the lease.
    static let name = "k3s-daas-notices"

    /// Which cluster's numbers they are.
    var cluster: Address
    /// The highest number such that nothing up to it is still to be told.
    var told: UInt64

    /// The object, for server-side apply.
    var body: [UInt8] {
        var body = ByteBuffer()
        body.append("{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":" as StaticString)
        body.append(json: Self.name)
        body.append(
            ",\"labels\":{\"app.kubernetes.io/managed-by\":\"k3s-daas\"}},\"data\":{\"cluster\":" as StaticString)
        body.append(json: cluster.description)
        body.append(",\"told\":" as StaticString)
        body.append(json: "\(told)")
        body.append("}}" as StaticString)
        return body.bytes
    }

    /// Reads it; `nil` where it is of another cluster, or not ours: everything that is known is then told.
    static func read(_ body: [UInt8], cluster: Address) -> NoticePosition? {
        let read = ObjectReading.read(body.span) { value throws(JSONError) -> (String, String) in
            let data = try value.needed("data")
            return (try data.neededWord("cluster"), try data.neededWord("told"))
        }
        guard let (named, told) = read, Address(named) == cluster, let told = UInt64(told) else { return nil }
        return NoticePosition(cluster: cluster, told: told)
    }
}
