// SPDX-License-Identifier: Apache-2.0
internal import Wire

/// A volume must not be a folder of the node; restricted allows only kinds that reach no further than the namespace.
enum Volumes {
    private static let allowed: [StaticString] = [
        "configMap", "csi", "downwardAPI", "emptyDir", "ephemeral", "image", "persistentVolumeClaim", "projected",
        "secret",
    ]

    /// Looks at every member: so a kind that is not known, stands beside an allowed one or stands twice is found.
    ///
    /// A volume that names no kind is what Kubernetes makes of it, an `emptyDir`.
    static func check(_ volume: borrowing PodPart, _ findings: inout PodFindings) throws(JSONError) {
        var walk = volume.value.children
        while walk.advance() {
            let kind = walk.key
            guard let source = walk.value, !source.isNull, !kind.equals("name") else { continue }
            guard source.kind == .object else { throw .wrongType }
            guard !isAllowed(kind) else { continue }
            if kind.equals("hostPath") { try findings.add(.hostPathVolumes, volume) }
            try findings.add(.restrictedVolumes, volume, found: kind)
        }
    }

    private static func isAllowed(_ kind: Span<UInt8>) -> Bool {
        for source in allowed where kind.equals(source) { return true }
        return false
    }
}
