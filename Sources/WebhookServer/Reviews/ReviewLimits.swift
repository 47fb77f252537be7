// SPDX-License-Identifier: Apache-2.0
internal import HTTPServer

/// How much body each question may bring.
enum ReviewLimits {
    /// A token is at most 4 KiB; anyone can make an apiserver send a megabyte of it, which is read, dropped and
    /// answered, since a reset connection would be asked again four times.
    static let authenticate = BodyPolicy.accept(limit: 64 << 10, dropLimit: 2 << 20, reserved: true)
    static let authorize = BodyPolicy.accept(limit: 1 << 20, dropLimit: 1 << 20, reserved: true)
    /// An object of 3 MB was seen as a review of 18 MB: `<` is sent as `\u003c`.
    static let admit = BodyPolicy.accept(limit: 20 << 20, dropLimit: 20 << 20, reserved: false)
    /// For what is refused anyway.
    static let other = BodyPolicy.accept(limit: 0, dropLimit: 64 << 10, reserved: true)
    /// The longest document that is ever parsed.
    static let document = 20 << 20
}
