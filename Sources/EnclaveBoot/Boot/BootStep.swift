// SPDX-License-Identifier: Apache-2.0
internal import Kernel

/// One step on the way from a machine that has just started to an enclave that serves.
struct BootStep: Sendable {
    /// What becomes of the boot when a step fails.
    enum FailurePolicy: Sendable, Equatable {
        /// It ends.
        case fatal
        /// The step is done again, so many times, each time after twice as long; then it ends.
        case retried(times: Int, backoff: Duration)
        /// It goes on, and metrics say what is missing.
        case degraded
    }

    /// Where a step belongs.
    enum Place: Sendable, Equatable {
        /// In every process.
        case everywhere
        /// In the machine's first process: what it does has been done by others where we are their child.
        case firstProcess
    }

    /// What the log calls it.
    let name: StaticString
    let onFailure: FailurePolicy
    let place: Place
    /// What it does; done twice it has done the same.
    let body: @Sendable (inout BootProgress, any BootSystem) throws(BootFailure) -> Void

    init(
        _ name: StaticString, onFailure: FailurePolicy, in place: Place = .everywhere,
        _ body: @escaping @Sendable (inout BootProgress, any BootSystem) throws(BootFailure) -> Void
    ) {
        self.name = name
        self.onFailure = onFailure
        self.place = place
        self.body = body
    }
}
