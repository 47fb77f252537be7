// SPDX-License-Identifier: Apache-2.0

/// A descriptor that travels between threads in a copyable box, until one of them takes it out.
public final class SharedDescriptor: Sendable {
    private let content: Locked<CInt>

    /// Takes over an open descriptor.
    public init(_ descriptor: consuming Descriptor) { content = Locked(descriptor.handOff()) }

    deinit { _ = take() }

    /// The descriptor, for the first who asks.
    public func take() -> Descriptor? {
        let raw = content.withLock { raw in
            let taken = raw
            raw = -1
            return taken
        }
        return raw < 0 ? nil : Descriptor(owning: raw)
    }
}
