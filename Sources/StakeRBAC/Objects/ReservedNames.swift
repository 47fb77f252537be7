// SPDX-License-Identifier: Apache-2.0
internal import Wire

/// Roles and bindings that are the system's or ours by their names, or by what they were made for.
enum ReservedNames {
    private static let prefixes: [StaticString] = ["seal:", "system:", "k3s"]

    /// Whether the object that a request is about is one of them, by any name that the request has for it.
    static func has(_ request: borrowing Request) throws(JSONError) -> Bool {
        if isReserved(request.name) { return true }
        guard request.verb != .delete else { return false }
        guard let metadata = try request.newState().contentObject("metadata") else { return false }
        if let name = try metadata.contentText("name"), isReserved(name) { return true }
        if let start = try metadata.contentText("generateName"), isReserved(start) { return true }
        return false
    }

    private static func isReserved(_ name: Span<UInt8>) -> Bool {
        for prefix in prefixes where Text.hasPrefix(name, prefix) { return true }
        return false
    }
}
