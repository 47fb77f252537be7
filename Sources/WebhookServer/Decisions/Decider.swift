// SPDX-License-Identifier: Apache-2.0
public import Kernel

/// What the wiring gives the server to decide with: the server itself decides nothing.
public protocol Decider: Sendable {
    /// Says who a token is, from what is known; `nil` if only a look-up can tell. Must not block.
    func authenticate(_ token: Span<UInt8>, at now: WallTime) -> Authentication?

    /// Finds out who a token is, calling `completion` once, from any thread, before `deadline` if it can.
    func lookUp(_ token: [UInt8], deadline: Monotonic, completion: @escaping @Sendable (Authentication) -> Void)

    /// Says whether a write may happen. Must not block.
    func admit(_ review: borrowing AdmissionReview, at now: WallTime) -> AdmissionVerdict

    /// Says whether a verb is allowed. Must not block.
    func authorize(_ review: borrowing SubjectAccessReview, at now: WallTime) -> AuthorizationVerdict
}
