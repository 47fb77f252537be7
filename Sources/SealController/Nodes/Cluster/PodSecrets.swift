// SPDX-License-Identifier: Apache-2.0
internal import Wire

/// The names of the Secrets that a machine is given for a pod: wherever its spec can name one.
///
/// Those that a volume's own object names, a PersistentVolume's, are not among them.
enum PodSecrets {
    private static let containers: [StaticString] = ["initContainers", "containers", "ephemeralContainers"]
    // Where kinds of volumes name a Secret by itself, and where they do by a reference.
    private static let named: [(volume: StaticString, field: StaticString)] = [
        ("secret", "secretName"), ("azureFile", "secretName"),
    ]
    private static let referenced: [(volume: StaticString, field: StaticString)] = [
        ("csi", "nodePublishSecretRef"), ("cephfs", "secretRef"), ("cinder", "secretRef"), ("flexVolume", "secretRef"),
        ("iscsi", "secretRef"), ("rbd", "secretRef"), ("scaleIO", "secretRef"), ("storageos", "secretRef"),
    ]

    /// Each name once, sorted.
    static func names(in spec: borrowing JSONValue) throws(JSONError) -> [String] {
        var names: Set<String> = []
        for list in containers {
            guard let list = try spec.list(list) else { continue }
            var walk = list.children
            while walk.advance() {
                guard let container = walk.value, container.kind == .object else { throw .wrongType }
                try collect(ofContainer: container, &names)
            }
        }
        if let volumes = try spec.list("volumes") {
            var walk = volumes.children
            while walk.advance() {
                guard let volume = walk.value, volume.kind == .object else { throw .wrongType }
                try collect(ofVolume: volume, &names)
            }
        }
        if let pulls = try spec.list("imagePullSecrets") {
            var walk = pulls.children
            while walk.advance() {
                guard let pull = walk.value, pull.kind == .object else { throw .wrongType }
                if let name = try pull.text("name") { names.insert(name) }
            }
        }
        names.remove("")
        return names.sorted()
    }

    private static func collect(
        ofContainer container: borrowing JSONValue, _ names: inout Set<String>
    ) throws(JSONError) {
        if let variables = try container.list("env") {
            var walk = variables.children
            while walk.advance() {
                guard let variable = walk.value, variable.kind == .object else { throw .wrongType }
                guard let source = try variable.object("valueFrom"), let key = try source.object("secretKeyRef"),
                    let name = try key.text("name")
                else { continue }
                names.insert(name)
            }
        }
        guard let sources = try container.list("envFrom") else { return }
        var walk = sources.children
        while walk.advance() {
            guard let source = walk.value, source.kind == .object else { throw .wrongType }
            if let reference = try source.object("secretRef"), let name = try reference.text("name") {
                names.insert(name)
            }
        }
    }

    private static func collect(ofVolume volume: borrowing JSONValue, _ names: inout Set<String>) throws(JSONError) {
        for place in named {
            if let source = try volume.object(place.volume), let name = try source.text(place.field) {
                names.insert(name)
            }
        }
        for place in referenced {
            if let source = try volume.object(place.volume), let reference = try source.object(place.field),
                let name = try reference.text("name")
            {
                names.insert(name)
            }
        }
        guard let sources = try volume.object("projected")?.list("sources") else { return }
        var walk = sources.children
        while walk.advance() {
            guard let source = walk.value, source.kind == .object else { throw .wrongType }
            if let secret = try source.object("secret"), let name = try secret.text("name") { names.insert(name) }
        }
    }
}
