// SPDX-License-Identifier: Apache-2.0
internal import Kernel
internal import Wiring

/// One file that is not as it should be, and what is done about it.
struct WiringChange: Sendable, Equatable {
    /// What is done.
    enum Kind: String, Sendable {
        case create, replace
        /// The contents stay: whom it belongs to, or who may read it, changes.
        case permit
        case remove
    }

    let path: String
    let before: PresentFile?
    let after: PresentFile?
    let isSecret: Bool

    /// Decides about one file; `nil` where it is as it should be.
    init?(_ path: String, before: PresentFile?, after: PresentFile?, isSecret: Bool) {
        guard before != nil || after != nil else { return nil }
        if let before, let after, before.contents == after.contents, before.mode == after.mode,
            before.owner == after.owner
        {
            return nil
        }
        (self.path, self.before, self.after, self.isSecret) = (path, before, after, isSecret)
    }

    /// What is to be done, in the order in which it can be: what names a file comes after it, and goes before it.
    ///
    /// `obsolete` is what was written once and is not wanted any more, in the order in which it was written, with what stood there
    /// before us.
    static func all(
        wanted: [(file: WiredFile, owner: NewFile.Owner)], obsolete: [(path: String, before: PresentFile?)],
        present: [String: PresentFile]
    ) -> [WiringChange] {
        let written = wanted.compactMap { file, owner in
            WiringChange(
                file.path, before: present[file.path],
                after: PresentFile(contents: file.contents, mode: file.mode, owner: owner), isSecret: file.isSecret)
        }
        let kept = Set(wanted.map(\.file.path))
        let removed = obsolete.reversed().filter { !kept.contains($0.path) }.compactMap { path, original in
            WiringChange(path, before: present[path], after: original, isSecret: Self.isSecret(path))
        }
        return written + removed
    }

    /// By its name: what stood there may be a key of somebody else's.
    static func isSecret(_ path: String) -> Bool { path.hasSuffix(".key") }

    var kind: Kind {
        guard let before else { return .create }
        guard let after else { return .remove }
        return before.contents == after.contents ? .permit : .replace
    }

    /// What a person is shown before it is done.
    var shown: String {
        let mode = { (file: PresentFile) in
            "0\(String(file.mode, radix: 8)) \(file.owner.user):\(file.owner.group)"
        }
        switch kind {
        case .permit:
            guard let before, let after else { return "" }
            return "\(path): \(mode(before)) becomes \(mode(after))\n"
        case .create, .replace, .remove:
            guard !isSecret else {
                let what = kind == .create ? "is new" : kind == .remove ? "is removed" : "is replaced"
                return "\(path): \(what); a secret, which is not shown\n"
            }
            return UnifiedDiff.text(
                old: before?.contents, new: after?.contents, path: path)
        }
    }
}
