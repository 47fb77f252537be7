// SPDX-License-Identifier: Apache-2.0

/// Where files are if nobody says.
enum Places {
    /// Our folder in the user's configuration, by the XDG base directory specification.
    static func folder(_ environment: [String: String]) -> String? {
        // The specification has relative paths ignored.
        if let base = environment["XDG_CONFIG_HOME"], base.hasPrefix("/") { return base + "/k3s-daas" }
        return environment["HOME"].flatMap { $0.hasPrefix("/") ? $0 + "/.config/k3s-daas" : nil }
    }
}
