// SPDX-License-Identifier: Apache-2.0
public import Configuration

/// Where decisions are written down.
public enum AuditDestination: Sendable, Equatable {
    /// Nowhere.
    case off
    /// To standard output.
    case standardOutput
    /// To a file, by its absolute path.
    case file(String)
}

extension ValueKind where Value == AuditDestination {
    /// `off`, `-` or a path.
    public static var auditDestination: ValueKind {
        ValueKind(
            "off|-|FILE",
            read: { text throws(ValueRefusal) in
                switch text {
                case "off": return .off
                case "-": return .standardOutput
                default:
                    guard text.utf8.first == UInt8(ascii: "/"), !text.utf8.contains(0) else {
                        throw ValueRefusal("must be off, - or an absolute path")
                    }
                    return .file(text)
                }
            },
            write: { log in
                switch log {
                case .off: "off"
                case .standardOutput: "-"
                case .file(let path): path
                }
            })
    }
}
