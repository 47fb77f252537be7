// SPDX-License-Identifier: Apache-2.0
public import Configuration

/// Puts a configuration together and reports everything about it that cannot work.
public protocol ConfigurationReader {
    /// What it reads.
    associatedtype Configured: Sendable

    /// The `kind` that a configuration file must say.
    static var kind: String { get }
    /// Everything that can be set; ``CommonSettings/config`` is among it.
    static var settings: [any AnySetting] { get }
    /// Keys at the root of a file that are no setting's, beside `apiVersion` and `kind`.
    static var keys: [String] { get }

    /// Will read what `resolve` finds, in `document` among other places.
    init(resolve: SettingsResolver, document: YAMLDocument?)

    /// What an operator should know though nothing is wrong.
    var notes: [String] { get }

    /// Reads everything, in the order in which it is shown; `nil` where a problem was reported.
    mutating func read() -> Configured?
}
