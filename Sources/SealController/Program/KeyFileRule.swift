// SPDX-License-Identifier: Apache-2.0
internal import Kernel

/// Whom the operator's key may be readable for.
///
/// A kubelet makes the files of a Secret root's, for the pod's group to read, whatever their mode says. So a group may read the key where an
/// operator says that this is such a file; nobody but root may be able to have put it there, and the group has to be one of ours.
enum KeyFileRule: Sendable, Equatable {
    /// Nobody but its owner.
    case owner
    /// Its owner, or root and one of our groups.
    case group

    /// By the setting.
    init(isGroupReadable: Bool) { self = isGroupReadable ? .group : .owner }

    /// What a group may have of such a file: to read it.
    private static let barredFromGroup: UInt32 = 0o037

    /// Whether a key may lie in a file of this kind.
    func allows(_ status: FileStatus, groups: Set<UInt32> = ProcessGroups.all) -> Bool {
        allows(permissions: status.permissions, owner: status.owner, groups: groups)
    }

    func allows(permissions: UInt32, owner: NewFile.Owner, groups: Set<UInt32>) -> Bool {
        if permissions & 0o077 == 0 { return true }
        guard self == .group else { return false }
        return permissions & Self.barredFromGroup == 0 && owner.user == 0 && groups.contains(owner.group)
    }

    /// What is wrong with one that may not.
    func complaint(about path: String) -> String {
        switch self {
        case .owner: "\(path) must be for its owner alone; chmod 600 it"
        case .group:
            "\(path) must be for its owner alone, or root's and for one of this process' groups to read, as a Secret's file is; chmod 440 it"
        }
    }
}
