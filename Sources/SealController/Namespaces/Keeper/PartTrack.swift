// SPDX-License-Identifier: Apache-2.0

/// What is remembered of one object: which it is, and what it was found to be.
struct PartTrack {
    /// The object as it was seen, until it was compared; then it takes no more room.
    private(set) var unread: ManagedView?
    private(set) var uid: String
    private(set) var resourceVersion: String
    /// What a watch told of that is older than what is known; the last of it, until something newer comes.
    private(set) var older: ManagedView?
    /// The stamp of what it was found to be equal to.
    private(set) var stamp: String?
    /// Whether it is bound to another role than it should be: that cannot be changed.
    private(set) var isMisbound = false

    init(_ view: ManagedView) {
        unread = view
        uid = view.uid
        resourceVersion = view.resourceVersion
    }

    /// Takes what was seen; false for what is as old as what is known, or older.
    mutating func see(_ view: ManagedView) -> Bool {
        if view.uid == uid {
            guard view.resourceVersion != resourceVersion else {
                older = nil
                return false
            }
            // What a watch brings may be older than an answer that we had. If it is not, all has gone back: a list then says so.
            if let version = UInt64(view.resourceVersion), let known = UInt64(resourceVersion), version < known {
                older = view
                return false
            }
        }
        (unread, older) = (view, nil)
        (uid, resourceVersion) = (view.uid, view.resourceVersion)
        return true
    }

    /// Whether it is what is wanted.
    mutating func agrees(with wanted: HomeObject) -> Bool {
        guard let view = unread else { return stamp == wanted.stamp }
        unread = nil
        isMisbound = view.content["roleRef"] != wanted.content["roleRef"]
        stamp = view.content.covers(wanted.content) ? wanted.stamp : nil
        return stamp != nil
    }
}
