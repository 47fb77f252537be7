// SPDX-License-Identifier: Apache-2.0

/// One of the good tokens in Tests/Vectors/signed-tokens.json.
public struct SignedTokenVector: Sendable, CustomStringConvertible {
    /// What the vector is about, and what the token says; bytes are hexadecimal, numbers decimal.
    public let name, cluster, audience, issued, expires, salt, message, signer, text: String

    /// What the vector is about.
    public var description: String { name }

    /// All of them; none where the file cannot be read, which a test looks at.
    public static let all: [SignedTokenVector] = {
        let vectors = (try? Tree.vectors("signed-tokens.json"))?["accepted"].list ?? []
        return vectors.map { vector in
            func text(_ name: String) -> String { vector[name].text ?? "" }
            return SignedTokenVector(
                name: text("name"), cluster: text("cluster"), audience: text("audience"), issued: text("issued"),
                expires: text("expires"), salt: text("salt"), message: text("message"), signer: text("signer"),
                text: text("text"))
        }
    }()
}

/// One of the texts in Tests/Vectors/signed-tokens.json that are no tokens.
public struct RefusedTokenVector: Sendable, CustomStringConvertible {
    /// What the vector is about, why it is refused, and the text.
    public let name, fault, text: String

    /// What the vector is about.
    public var description: String { name }

    /// All of them; none where the file cannot be read, which a test looks at.
    public static let all: [RefusedTokenVector] = {
        let vectors = (try? Tree.vectors("signed-tokens.json"))?["refused"].list ?? []
        return vectors.map { vector in
            RefusedTokenVector(
                name: vector["name"].text ?? "", fault: vector["fault"].text ?? "", text: vector["text"].text ?? "")
        }
    }()
}
