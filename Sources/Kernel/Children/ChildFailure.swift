// SPDX-License-Identifier: Apache-2.0

/// Why a program gave no answer.
public enum ChildFailure: Error, Hashable, Sendable, CustomStringConvertible {
    /// It could not be started, or the kernel refused something else.
    case system(SystemError)
    /// What it was to be told is longer than one write.
    case inputTooLong
    /// It said more than its reader allows.
    case outputTooLong(limit: Int)
    /// It was not done in time, and was ended.
    case late(Duration)

    /// A phrase that can follow the program's name and a colon.
    public var description: String {
        switch self {
        case .system(let error): error.description
        case .inputTooLong: "it cannot be told that much"
        case .outputTooLong(let limit): "it said more than \(limit) bytes"
        case .late(let duration): "it was not done within \(duration.components.seconds) s"
        }
    }
}
