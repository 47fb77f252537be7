// SPDX-License-Identifier: Apache-2.0
internal import Wire

/// Secrets that are keys to the cluster: whoever has read one keeps it when the stake is gone, so that no tier makes one.
enum SecretRules {
    private static let types: [StaticString] = [
        "kubernetes.io/service-account-token", "bootstrap.kubernetes.io/token",
    ]

    /// Reports a type that makes a key; one that is there already may be given other labels and nothing else.
    static func check(_ request: borrowing Request, _ findings: inout Findings) throws(JSONError) {
        guard let type = try request.newState().contentText("type"), isKey(type), try !leavesKey(request) else {
            return
        }
        findings.report(
            .secretTypes,
            "a Secret of type \(Text.shown(type)) is a key that outlives the stake, and no tier may make or change one; "
                + "pods get tokens of their own from their service account")
    }

    private static func isKey(_ type: Span<UInt8>) -> Bool {
        for key in types where Text.equals(type, key) { return true }
        return false
    }

    /// An annotation says which account's key it is to be.
    private static func leavesKey(_ request: borrowing Request) throws(JSONError) -> Bool {
        guard try request.leaves("type"), try request.leaves("data"), try request.leaves("stringData") else {
            return false
        }
        return try request.leaves(map: "annotations")
    }
}
