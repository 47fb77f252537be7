// SPDX-License-Identifier: Apache-2.0
internal import Bytes
internal import SuiLedger
internal import Wire

/// How objects say that they were made here, and for whom.
enum ObjectLabels {
    /// The label's name.
    static let managedBy: StaticString = "app.kubernetes.io/managed-by"
    /// Its value on what was made here.
    static let manager: StaticString = "k3s-daas"

    /// Writes the beginning of a Secret up to its labels.
    static func write(
        secret name: String, owner: Address, more: [(StaticString, String)] = [], to buffer: inout ByteBuffer
    ) {
        buffer.append("{\"apiVersion\":\"v1\",\"kind\":\"Secret\",\"metadata\":{\"name\":" as StaticString)
        buffer.append(json: name)
        buffer.append(",\"namespace\":" as StaticString)
        buffer.append(json: JoinObjects.namespace)
        buffer.append(",\"labels\":{" as StaticString)
        let labels: [(StaticString, String)] = [
            (managedBy, "\(manager)"), (OwnerLabel.key, OwnerLabel.value(of: owner)),
        ]
        for (index, label) in (labels + more).enumerated() {
            buffer.append(index > 0 ? ",\"" as StaticString : "\"")
            buffer.append(label.0)
            buffer.append("\":" as StaticString)
            buffer.append(json: label.1)
        }
        buffer.append("}}" as StaticString)
    }
}
