// SPDX-License-Identifier: Apache-2.0
internal import Kernel

/// The service manager, if there is one, for every thread that has something to tell it.
final class SharedServiceManager: Sendable {
    private let manager: ServiceManager?

    init(_ manager: consuming ServiceManager?) { self.manager = manager }

    /// How often it must hear that we are alive.
    var watchdog: Duration? {
        switch manager {
        case .some(let manager): manager.watchdog
        case .none: nil
        }
    }

    /// Tells it; who is not there, or does not listen, is not worth ending for.
    func notify(_ notice: ServiceManager.Notice) {
        switch manager {
        case .some(let manager): try? manager.notify(notice)
        case .none: break
        }
    }
}
