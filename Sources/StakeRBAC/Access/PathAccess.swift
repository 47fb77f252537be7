// SPDX-License-Identifier: Apache-2.0
internal import SealAuthN

/// What is asked of the apiserver beside resources: `/version`, `/openapi/v3`, `/metrics`.
enum PathAccess {
    /// What every client reads before anything else.
    private static let discovery: [StaticString] = [
        "/api", "/apis", "/openapi", "/version", "/healthz", "/livez", "/readyz", "/.well-known",
    ]

    /// Roles say who reads them; a seal that allows certain resources only allows none of the rest.
    static func opinion(_ path: Span<UInt8>, _ holder: Holder) -> Opinion {
        guard holder.identity.isLimited, !isDiscovery(path) else { return .none }
        return .denied(
            Finding(
                .sealPermissions, "the seal is narrowed to certain resources; \"\(Text.shown(path))\" is none of them"))
    }

    private static func isDiscovery(_ path: Span<UInt8>) -> Bool {
        for known in discovery {
            guard let rest = Text.rest(of: path, after: known) else { continue }
            if rest.isEmpty || rest[0] == UInt8(ascii: "/") { return true }
        }
        return false
    }
}
