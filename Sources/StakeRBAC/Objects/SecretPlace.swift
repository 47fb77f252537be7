// SPDX-License-Identifier: Apache-2.0
internal import Wire

/// Secrets that storage drivers are told to read: with the driver's rights, not with those of whoever tells it.
enum SecretPlace {
    /// The first value of a map that names a namespace of the system as a secret's place, or one that nobody can tell yet.
    static func first(in map: JSONValue?, _ policy: Policy) throws(JSONError) -> String? {
        guard let map else { return nil }
        var walk = map.children
        while walk.advance() {
            guard isPlace(walk.key) else { continue }
            guard let value = walk.value else { continue }
            if value.isNull { continue }
            guard let namespace = value.string else { throw .wrongType }
            if policy.namespaces.isProtected(namespace) || isUnclear(namespace) { return Text.shown(namespace) }
        }
        return nil
    }

    /// `csi.storage.k8s.io/provisioner-secret-namespace`, and what the drivers before it said: `adminSecretNamespace`.
    private static func isPlace(_ key: Span<UInt8>) -> Bool {
        Text.hasSuffixIgnoringCase(key, "secret-namespace") || Text.hasSuffixIgnoringCase(key, "secretnamespace")
    }

    /// A template is clear where it is the claim's own namespace and nothing else.
    private static func isUnclear(_ namespace: Span<UInt8>) -> Bool {
        Text.place(of: UInt8(ascii: "$"), in: namespace) != nil && !Text.equals(namespace, "${pvc.namespace}")
    }
}
