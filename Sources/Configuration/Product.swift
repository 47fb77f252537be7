// SPDX-License-Identifier: Apache-2.0

/// What this is.
public enum Product {
    /// The version, as CHANGELOG names it.
    public static let version = "0.1.0"
}
