// SPDX-License-Identifier: Apache-2.0
internal import Glibc

/// What this machine, or this container, is called.
public enum HostName {
    /// The longest name that the kernel keeps.
    private static let longest = 64

    /// The name; `nil` where there is none.
    ///
    /// The corresponding C function is `gethostname`.
    public static var current: String? {
        var bytes = [CChar](repeating: 0, count: longest + 1)
        guard unsafe gethostname(&bytes, longest) == 0 else { return nil }
        let name = bytes.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
        return name.isEmpty ? nil : String(validating: name, as: UTF8.self)
    }
}
