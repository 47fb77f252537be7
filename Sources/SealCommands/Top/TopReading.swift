// SPDX-License-Identifier: Apache-2.0
internal import Kernel
internal import Telemetry

/// What one server said of itself at one time, or that it said nothing.
struct TopReading: Sendable {
    /// What a server does.
    enum Role: String, Sendable {
        case webhook, controller
    }

    /// Where its ops listener is.
    var url: String
    var role: Role
    var time: Monotonic
    /// Its page; or why there is none, in a few words.
    var page: Result<MetricsText, Silence>
    /// Whether it says that it is ready; `nil` where that could not be asked.
    var isReady: Bool?
}
