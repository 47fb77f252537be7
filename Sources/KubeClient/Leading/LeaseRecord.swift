// SPDX-License-Identifier: Apache-2.0
internal import Bytes
internal import Kernel
internal import Wire

/// A `Lease` of coordination.k8s.io, as far as leaders care.
struct LeaseRecord: Hashable, Sendable {
    /// Who leads; empty if nobody does.
    var holder = ""
    /// For how long after a renewal, by the holder's word.
    var duration = Duration.zero
    /// How often the leader has changed.
    var transitions = 0
    /// When the holder began to lead, as written.
    var acquired = ""
    /// The version that is changed by every write; to be compared for equality alone.
    var version = ""

    /// Reads an object.
    static func read(_ body: [UInt8]) throws(KubeError) -> LeaseRecord {
        do throws(JSONError) {
            var parser = try JSONParser(maximumBytes: largest)
            return try parser.withDocument(body.span) { (value) throws(JSONError) in try LeaseRecord(value) }
        } catch { throw KubeError(.broken, wasSent: true) }
    }

    /// Larger than any lease.
    private static let largest = 1 << 20

    /// Nobody's.
    init() {}

    private init(_ value: borrowing JSONValue) throws(JSONError) {
        guard let version = try value.member("metadata")?.text("resourceVersion"), !version.isEmpty else {
            throw .wrongType
        }
        self.version = version
        guard let spec = try value.member("spec"), spec.kind == .object else { return }
        holder = try spec.text("holderIdentity") ?? ""
        duration = .seconds(max(0, try spec.member("leaseDurationSeconds")?.integer ?? 0))
        transitions = max(0, try spec.member("leaseTransitions")?.integer ?? 0)
        acquired = try spec.text("acquireTime") ?? ""
    }

    /// The object to be written; an empty version makes a new one, another replaces the one that has it.
    func body(_ settings: LeaseSettings, renewed: WallTime) -> [UInt8] {
        var body = ByteBuffer()
        body.append(
            "{\"apiVersion\":\"coordination.k8s.io/v1\",\"kind\":\"Lease\",\"metadata\":{\"name\":" as StaticString)
        body.append(json: settings.name)
        body.append(",\"namespace\":" as StaticString)
        body.append(json: settings.namespace)
        if !version.isEmpty {
            body.append(",\"resourceVersion\":" as StaticString)
            body.append(json: version)
        }
        body.append("},\"spec\":{\"holderIdentity\":" as StaticString)
        body.append(json: holder)
        body.append(",\"leaseDurationSeconds\":" as StaticString)
        let (seconds, rest) = duration.components
        // Rounded up: nobody is to take it for shorter than its holder does.
        body.append(decimal: Int(max(1, seconds + (rest > 0 ? 1 : 0))))
        body.append(",\"leaseTransitions\":" as StaticString)
        body.append(decimal: transitions)
        body.append(",\"acquireTime\":" as StaticString)
        body.append(json: acquired.isEmpty ? Self.text(renewed) : acquired)
        body.append(",\"renewTime\":" as StaticString)
        body.append(json: Self.text(renewed))
        body.append("}}" as StaticString)
        return body.bytes
    }

    /// A `MicroTime`, which has six digits behind the point and no other number of them.
    static func text(_ time: WallTime) -> String {
        let micros = (time.nanoseconds - time.seconds &* 1_000_000_000) / 1000
        let digits = "\(1_000_000 + micros)".dropFirst()
        return "\(RFC3339.write(time).dropLast()).\(digits)Z"
    }
}
