// SPDX-License-Identifier: Apache-2.0
internal import Glibc

/// The end of this process.
public enum ProcessEnd {
    /// Ends it at once, with every thread of it; what was written is written.
    ///
    /// The corresponding C function is `_exit`: `exit` would first have libraries tear down what other threads still use, as OpenSSL's
    /// does, and an orderly end would now and then look like a crash.
    public static func leave(_ code: Int32) -> Never { _exit(code) }
}
