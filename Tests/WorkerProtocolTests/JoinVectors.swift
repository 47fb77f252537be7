// SPDX-License-Identifier: Apache-2.0
import TestSupport

/// Tests/Vectors/joins.json, which Python's cryptography made; the file says how.
enum JoinVectors {
    /// One of the vectors, by its name in a test's report.
    struct Vector: Sendable, CustomStringConvertible {
        let tree: Tree

        subscript(_ key: String) -> String { tree[key].text ?? "" }

        var description: String { self["name"] }

        /// The request as it is sent.
        var request: [UInt8] { Array(tree["request"].json.utf8) }
    }

    static let tree = (try? Tree.vectors("joins.json")) ?? .null
    static let accepted = tree["accepted"].list.map { Vector(tree: $0) }
    static let refused = tree["refused"].list.map { Vector(tree: $0) }
    static let replies = tree["replies"].list.map { Vector(tree: $0) }
}
