// SPDX-License-Identifier: Apache-2.0
internal import Glibc

/// The groups that this process acts as.
public enum ProcessGroups {
    /// The effective one and all others; the effective one alone where the kernel does not say.
    ///
    /// The corresponding C functions are `getegid` and `getgroups`.
    public static var all: Set<UInt32> {
        var groups: Set<UInt32> = [getegid()]
        let count = getgroups(0, nil)
        guard count > 0 else { return groups }
        var others: [gid_t] = .init(repeating: 0, count: Int(count))
        let taken = unsafe others.withUnsafeMutableBufferPointer { room in
            unsafe getgroups(count, room.baseAddress)
        }
        if taken > 0 { groups.formUnion(others.prefix(Int(taken))) }
        return groups
    }
}
