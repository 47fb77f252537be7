// SPDX-License-Identifier: Apache-2.0
internal import Kernel

/// What a credential plugin answers.
enum ExecCredential {
    /// One object, in the form that was asked for.
    static func report(_ token: MadeToken, _ version: ExecInfo.Version) -> Report {
        .of(
            ("kind", .text("ExecCredential")), ("apiVersion", .text(version.rawValue)), ("spec", .record([])),
            (
                "status",
                .of(("expirationTimestamp", .text(RFC3339.write(token.shownExpiry))), ("token", .text(token.text)))
            ))
    }
}
