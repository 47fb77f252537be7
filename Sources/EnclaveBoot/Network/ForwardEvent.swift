// SPDX-License-Identifier: Apache-2.0
public import Kernel

/// What an operator may want to read about; single connections are counted, not told.
public enum ForwardEvent: Sendable {
    /// A rule's connections are accepted.
    case listening(rule: String, endpoint: Endpoint)
    /// A system call that should not fail did.
    case systemFailure(SystemError)
    /// Connections are broken at once, for want of descriptors.
    case outOfDescriptors
    /// No connection is accepted any more; the rest is waited for.
    case draining
    /// The forwarder has ended; so many connections were cut.
    case stopped(cut: Int)
}
