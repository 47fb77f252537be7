// SPDX-License-Identifier: Apache-2.0
internal import Glibc

/// How many descriptors this process may have open.
public enum DescriptorLimit {
    /// Raises the limit to `count`, or as far as it may be raised; gives what is in force then.
    ///
    /// It is never lowered, and inherited by every child. The corresponding C function is `setrlimit` with `RLIMIT_NOFILE`.
    public static func raise(to count: Int) throws(SystemError) -> Int {
        var limit = rlimit()
        let wanted = rlim_t(clamping: count)
        let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
        _ = try SystemError.check("getrlimit") { unsafe Int(getrlimit(resource, &limit)) }
        guard limit.rlim_cur < wanted else { return Int(clamping: limit.rlim_cur) }
        limit.rlim_cur = min(wanted, limit.rlim_max)
        _ = try SystemError.check("setrlimit") { unsafe Int(setrlimit(resource, &limit)) }
        return Int(clamping: limit.rlim_cur)
    }
}
