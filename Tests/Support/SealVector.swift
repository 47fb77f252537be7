// SPDX-License-Identifier: Apache-2.0

/// One of the vectors in Tests/Vectors/seal-keys.json.
public struct SealVector: Sendable, CustomStringConvertible {
    /// What the vector is about, and its hexadecimal digits.
    public let name, clusterId, owner, secret, key, bind: String

    /// What the vector is about.
    public var description: String { name }

    /// All of them; none where the file cannot be read, which a test looks at.
    public static let all: [SealVector] = {
        let vectors = (try? Tree.vectors("seal-keys.json"))?["vectors"].list ?? []
        return vectors.map { vector in
            func text(_ name: String) -> String { vector[name].text ?? "" }
            return SealVector(
                name: text("name"), clusterId: text("clusterId"), owner: text("owner"), secret: text("secret"),
                key: text("key"), bind: text("bind"))
        }
    }()
}
