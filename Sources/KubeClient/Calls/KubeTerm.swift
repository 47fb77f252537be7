// SPDX-License-Identifier: Apache-2.0

/// One condition on labels; those of a list must all hold.
public enum KubeLabelTerm: Hashable, Sendable {
    /// The label is there, with this value.
    case equals(String, String)
    /// It is not there, or has another value.
    case differs(String, String)
    /// It is there.
    case exists(String)
    /// It is not there.
    case isMissing(String)

    /// As a selector is written; `nil` if a key or a value cannot be one.
    var text: String? {
        switch self {
        case .equals(let key, let value):
            KubeName.isLabelKey(key) && KubeName.isLabelValue(value) ? "\(key)=\(value)" : nil
        case .differs(let key, let value):
            KubeName.isLabelKey(key) && KubeName.isLabelValue(value) ? "\(key)!=\(value)" : nil
        case .exists(let key): KubeName.isLabelKey(key) ? key : nil
        case .isMissing(let key): KubeName.isLabelKey(key) ? "!\(key)" : nil
        }
    }
}

/// One condition on fields; those of a list must all hold.
public enum KubeFieldTerm: Hashable, Sendable {
    /// The field, such as `spec.nodeName`, has this value.
    case equals(String, String)
    /// It has another.
    case differs(String, String)

    /// As a selector is written; `nil` if a path or a value cannot stand in one.
    ///
    /// Values are names, words of an enumeration and types of secrets such as `bootstrap.kubernetes.io/token`: nothing that a
    /// selector would have to escape.
    var text: String? {
        let (path, value, sign) =
            switch self {
            case .equals(let path, let value): (path, value, "=")
            case .differs(let path, let value): (path, value, "!=")
            }
        let isPlain = value.isEmpty || KubeName.isSubdomain(value) || KubeName.isLabelKey(value)
        return KubeName.isFieldPath(path) && isPlain ? path + sign + value : nil
    }
}
