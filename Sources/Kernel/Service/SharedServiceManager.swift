// SPDX-License-Identifier: Apache-2.0

/// The service manager, if there is one, for every thread that has something to tell it.
public final class SharedServiceManager: Sendable {
    private let manager: ServiceManager?

    /// Shares it.
    public init(_ manager: consuming ServiceManager?) { self.manager = manager }

    /// How often it must hear that we are alive.
    public var watchdog: Duration? {
        switch manager {
        case .some(let manager): manager.watchdog
        case .none: nil
        }
    }

    /// Tells it; who is not there, or does not listen, is not worth ending for.
    public func notify(_ notice: ServiceManager.Notice) {
        switch manager {
        case .some(let manager): try? manager.notify(notice)
        case .none: break
        }
    }
}
