// SPDX-License-Identifier: Apache-2.0
internal import Bytes
internal import Configuration

/// Which build this is.
///
/// The commit is written by `git archive` (the attribute `export-subst` in `.gitattributes`), which is how release sources
/// are made: no build flag that can be forgotten, no generated file, nothing that differs between two builds of one
/// archive, and no way to name a commit whose tree this is not. A build from a working copy says `unknown`.
public struct BuildInfo: Sendable, Equatable {
    /// The release, or the one that is being worked on.
    public static let version = Product.version

    private static let archived = "$Format:%H$"

    /// The release.
    public let version: String
    /// Forty hexadecimal digits, or `unknown`.
    public let gitCommit: String
    /// The compiler's version, as far as the language shows it.
    public let swift: String
    /// OpenSSL's version at run time.
    public let openssl: String
    /// Operating system and architecture, as container images name them.
    public let platform: String

    /// Describes this build; `openssl` is what the library says of itself.
    public init(openssl: String) {
        self.init(
            version: Self.version, gitCommit: Self.commit(Self.archived), swift: Self.compiler, openssl: openssl,
            platform: Self.platform)
    }

    init(version: String, gitCommit: String, swift: String, openssl: String, platform: String) {
        self.version = version
        self.gitCommit = gitCommit
        self.swift = swift
        self.openssl = openssl
        self.platform = platform
    }

    /// The commit in `text`, if it is one.
    static func commit(_ text: String) -> String {
        let isCommit = text.utf8.count == 40 && text.utf8.allSatisfy { Hex.value($0) != nil }
        return isCommit ? text : "unknown"
    }

    private static var compiler: String {
        #if compiler(>=6.4)
            "6.4 or later"
        #elseif compiler(>=6.3)
            "6.3"
        #else
            "6.2"
        #endif
    }

    private static var platform: String {
        #if arch(x86_64)
            "linux/amd64"
        #elseif arch(arm64)
            "linux/arm64"
        #else
            "linux/unknown"
        #endif
    }
}
