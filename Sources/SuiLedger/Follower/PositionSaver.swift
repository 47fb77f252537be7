// SPDX-License-Identifier: Apache-2.0
internal import Kernel

/// Saves a position where it has changed, and not too often.
struct PositionSaver {
    private let path: String?
    private let interval: Duration
    private var saved: FollowPosition?
    private var last: Monotonic?
    /// When there is something to be saved.
    private(set) var due: Monotonic?

    init(path: String?, interval: Duration) {
        self.path = path
        self.interval = interval
    }

    /// Saves it if it is time, or the last time; false if it could not be.
    mutating func save(_ position: FollowPosition, now: Monotonic, isLast: Bool) -> Bool {
        due = nil
        guard let path, position != saved else { return true }
        if let last, now < last.advanced(by: interval), !isLast {
            due = last.advanced(by: interval)
            return true
        }
        last = now
        do throws(FileError) { try position.write(path) } catch {
            due = now.advanced(by: interval)
            return false
        }
        saved = position
        return true
    }
}
