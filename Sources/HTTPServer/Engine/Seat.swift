// SPDX-License-Identifier: Apache-2.0
internal import Synchronization

/// What others may know of a loop: how to tell it something, and how much it has to do.
final class Seat: Sendable {
    let mailbox: Mailbox
    /// The connections that the acceptor gave to the loop and that are not closed.
    let load = Atomic<Int>(0)

    init(mailbox: Mailbox) { self.mailbox = mailbox }
}
