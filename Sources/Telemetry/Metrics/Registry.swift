// SPDX-License-Identifier: Apache-2.0
public import Bytes
internal import Kernel

/// Something that writes families into a scrape.
public protocol Collector: Sendable {
    /// The families that it writes, whole, at each scrape.
    var families: [Family] { get }
    /// Writes them; called on the thread that answers the scrape, one scrape at a time.
    func collect(into exposition: inout Exposition)
}

/// Every metric of a process, in the order in which they were registered.
public final class Registry: Sendable {
    private let collectors = Locked<[any Collector]>([])

    /// Makes a registry without metrics.
    public init() {}

    /// Adds a collector, and gives it back.
    ///
    /// Two families of one name are our own mistake, which every scrape would pay for: it ends the program, at
    /// its start.
    @discardableResult
    public func register<C: Collector>(_ collector: C) -> C {
        let isNew = collectors.withLock { collectors in
            let names = (collectors.flatMap(\.families) + collector.families).map(\.name.description)
            collectors.append(collector)
            return Set(names).count == names.count
        }
        precondition(isNew, "two metrics have one name")
        return collector
    }

    /// Appends the text of a scrape.
    public func render(into buffer: inout ByteBuffer) {
        let collectors = collectors.withLock { $0 }
        var exposition = Exposition()
        for collector in collectors { collector.collect(into: &exposition) }
        buffer.append(exposition.span)
    }
}
