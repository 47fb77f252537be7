// SPDX-License-Identifier: Apache-2.0

/// What a kubelet can put into the metadata of its own Node, and of pods that it makes itself.
enum NestedFields {
    /// `managedFields` nested as deep as this; kube-apiserver 1.36 takes 9,990 levels.
    static func member(_ depth: Int) -> String {
        let fields = String(repeating: #"{"f:a":"#, count: depth) + "{}" + String(repeating: "}", count: depth)
        return #""managedFields":[{"manager":"x","operation":"Update","fieldsType":"FieldsV1","fieldsV1":\#(fields)}]"#
    }
}
