// SPDX-License-Identifier: Apache-2.0
internal import CLinux

/// What a process gives up before it touches a secret.
public enum ProcessHardening {
    /// Forbids core dumps, and reading this process' memory to others of its user.
    ///
    /// The corresponding C functions are `setrlimit` with `RLIMIT_CORE` and `prctl` with `PR_SET_DUMPABLE`.
    public static func forbidDumps() throws(SystemError) {
        _ = try SystemError.check("prctl") { Int(clinux_forbid_dumps()) }
    }
}
