// SPDX-License-Identifier: Apache-2.0
internal import Configuration

extension BootConfigurationReader {
    /// More than have to know an authority.
    private static let manifestLimit = 8

    /// What k3s' apiserver and webhook-server know each other by.
    func loopback(
        _ root: inout MappingReader, beside state: BootConfiguration.State?
    ) -> BootConfiguration.Loopback? {
        guard var reader = mapping("loopback", in: &root) else { return nil }
        let folder = reader.value("folder", .absolutePath) ?? "/run/k3s-daas/loopback"
        // A snapshot would carry keys out of the enclave, and an older authority back into it.
        if Self.isKept(folder, state) {
            reader.report(.conflict, "folder", "lies in what snapshots are made of: keys would leave the enclave")
        }
        let manifests = manifests(&reader, beside: state)
        reader.refuseOthers()
        return .init(folder: folder, manifests: manifests)
    }

    private func manifests(
        _ reader: inout MappingReader, beside state: BootConfiguration.State?
    ) -> [BootConfiguration.Manifest] {
        let items = reader.list("manifests")
        if items.count > Self.manifestLimit {
            reader.report(.outOfRange, "manifests", "at most \(Self.manifestLimit) manifests are allowed")
        }
        var manifests: [BootConfiguration.Manifest] = []
        for item in items.prefix(Self.manifestLimit) {
            guard var entry = mapping(item.node, at: item.path) else { continue }
            let from = entry.required("from", .absolutePath)
            let to = entry.required("to", .absolutePath)
            entry.refuseOthers()
            guard let from, let to else { continue }
            let manifest = BootConfiguration.Manifest(from: from, to: to)
            if manifests.contains(where: { $0.to == to }) { entry.report(.conflict, "to", "stands twice") }
            if (manifests + [manifest]).contains(where: { $0.from == to || $0.to == from }) {
                entry.report(.conflict, "to", "is what a manifest is made from: put it elsewhere")
            }
            if Self.isKept(to, state) {
                entry.report(.conflict, "to", "lies in what snapshots are made of: an older one would come back")
            }
            manifests.append(manifest)
        }
        return manifests
    }

    private static func isKept(_ path: String, _ state: BootConfiguration.State?) -> Bool {
        guard let state else { return false }
        return state.parts.contains { overlap($0.path, path) }
    }
}
