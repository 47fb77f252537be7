// SPDX-License-Identifier: Apache-2.0
internal import Glibc

/// The process's environment, for what is read once and then hidden from children.
enum Environment {
    /// The value of `name`, which is no longer set afterwards.
    ///
    /// The corresponding C functions are `getenv` and `unsetenv`.
    static func take(_ name: String) -> String? {
        guard let value = unsafe getenv(name) else { return nil }
        let text = unsafe String(cString: value)
        unsafe unsetenv(name)
        return text
    }
}
