// SPDX-License-Identifier: Apache-2.0
internal import Wire

extension JSONValue {
    /// Whether the text under `key` is `text`, or is not said: absent and empty are what Kubernetes takes for the usual.
    func contentIs(_ key: StaticString, orSays text: StaticString) throws(JSONError) -> Bool {
        guard let said = try contentText(key), !said.isEmpty else { return true }
        return Text.equals(said, text)
    }
}
