// SPDX-License-Identifier: Apache-2.0
public import Kernel

/// A terminal that is drawn on again and again, and that says which keys are pressed.
public protocol Screen: Sendable {
    /// How many characters have room; it may change at any time.
    var size: (columns: Int, rows: Int) { get }
    /// Replaces what is seen; false where nobody sees it any more.
    func draw(_ lines: [String]) -> Bool
    /// Waits for a key until then; `nil` where none came, or the size has changed.
    func key(until deadline: Monotonic) -> ScreenKey?
    /// Leaves the terminal as it was.
    func close()
}

/// What somebody pressed.
public enum ScreenKey: Hashable, Sendable {
    /// A byte of what was typed.
    case byte(UInt8)
    /// The process is to end: ^C, a signal, or a terminal that has gone.
    case end
}
