// SPDX-License-Identifier: Apache-2.0
internal import PolicyFile

/// Texts to begin with.
enum PolicyTexts {
    static let builtIn = Command(
        words: ["policy", "default"], summary: "Prints the policy that is built in, as a file to begin with."
    ) { _ in .script(PolicyText.builtIn) }

    static let schema = Command(
        words: ["policy", "schema"], summary: "Prints the JSON Schema of policy files, for editors.",
        run: { _ in .script(PolicySchema.text) })
}
