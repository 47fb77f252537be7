// SPDX-License-Identifier: Apache-2.0

/// One thing that an operator can set: declared once, it is a flag, a variable, a key in the file and a part of help.
public struct Setting<Value: Sendable>: Sendable {
    /// The name in kebab-case.
    public let name: String
    /// A single letter that does the same as the flag.
    public let letter: Character?
    /// The way to it in the file; empty if a file cannot set it.
    public let key: [String]
    /// The heading that help shows it under.
    public let group: String
    /// What it is for, in a sentence or two.
    public let help: String
    /// What it may be.
    public let kind: ValueKind<Value>
    /// What it is if nobody sets it.
    public let fallback: Value
    /// Whether only the command line can set it: what one call does must not hang on what a shell once exported.
    public let isFlagOnly: Bool

    /// Declares a setting; `key` is dotted, `tls.certFile`.
    public init(
        _ name: String, letter: Character? = nil, key: String, group: String, _ kind: ValueKind<Value>,
        fallback: Value, isFlagOnly: Bool = false, _ help: String
    ) {
        self.name = name
        self.letter = letter
        self.key = key.split(separator: ".").map(String.init)
        self.group = group
        self.help = help
        self.kind = kind
        self.fallback = fallback
        self.isFlagOnly = isFlagOnly
    }
}

/// A setting without its type: what help and the search for unknown names need.
public protocol AnySetting: Sendable {
    /// The name in kebab-case.
    var name: String { get }
    /// A single letter that does the same as the flag.
    var letter: Character? { get }
    /// The way to it in the file; empty if a file cannot set it.
    var key: [String] { get }
    /// The heading that help shows it under.
    var group: String { get }
    /// What it is for.
    var help: String { get }
    /// What stands for the value in help.
    var placeholder: String { get }
    /// Whether the flag may be repeated.
    var isList: Bool { get }
    /// Whether the flag alone means `true`.
    var isSwitch: Bool { get }
    /// What it is if nobody sets it, as text.
    var fallbackTexts: [String] { get }
    /// Whether only the command line can set it.
    var isFlagOnly: Bool { get }

    /// Reports a wrong value before anybody needs it.
    func check(by resolve: SettingsResolver)
}

extension Setting: AnySetting {
    /// What stands for the value in help.
    public var placeholder: String { kind.placeholder }
    /// Whether the flag may be repeated.
    public var isList: Bool { kind.isList }
    /// Whether the flag alone means `true`.
    public var isSwitch: Bool { kind.isSwitch }
    /// What it is if nobody sets it, as text.
    public var fallbackTexts: [String] { kind.write(fallback) }

    /// Reports a wrong value before anybody needs it.
    public func check(by resolve: SettingsResolver) { _ = resolve(self) }
}

extension AnySetting {
    /// The flag with its dashes.
    public var flag: String { "--" + name }

    /// The environment variable.
    public var variable: String {
        "K3S_DAAS_" + String(name.map { $0 == "-" ? "_" : Character($0.uppercased()) })
    }
}
