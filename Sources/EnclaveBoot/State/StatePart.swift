// SPDX-License-Identifier: Apache-2.0
public import Kernel

/// A file or a folder that is kept: under a name of its own, wherever it lies.
public struct StatePart: Hashable, Sendable {
    /// What it is called in a snapshot.
    public let name: String
    /// Where it lies; nothing there is no state yet.
    public let path: String

    /// Whose it is once it was restored; `nil` is ours.
    public let owner: NewFile.Owner?

    /// Names a part.
    public init(name: String, path: String, owner: NewFile.Owner? = nil) {
        self.name = name
        self.path = path
        self.owner = owner
    }

    /// Where it is put together before it is known to be whole: beside where it belongs, so that it can be moved there at once.
    var incoming: String { path + ".incoming" }

    /// Where a file of a snapshot is put; `nil` if it is not of this part.
    func incoming(_ file: String) -> String? {
        guard file.hasPrefix(name) else { return nil }
        let rest = file.dropFirst(name.count)
        return rest.isEmpty || rest.first == "/" ? incoming + rest : nil
    }
}
