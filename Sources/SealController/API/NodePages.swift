// SPDX-License-Identifier: Apache-2.0
internal import Bytes
internal import Kernel
internal import SuiLedger
internal import WorkerProtocol

/// The list of machines: names and standings, and when each was heard of; never where it is or what runs there.
final class NodePages: Sendable {
    /// The most on a page, and how many if nobody says.
    static let (mostPerPage, usualPage): (UInt64, UInt64) = (500, 100)
    /// How long a sorted list is good for: sorting is done once for all who ask.
    static let lifetime = Duration.seconds(1)

    private struct Listing: Sendable {
        var workers: [(owner: Address, worker: WorkerEntry)] = []
        var made: Monotonic?
    }

    private let chain: ChainView
    private let board: WorkerBoard
    private let listing = Locked(Listing())

    /// Lists what the copy has.
    init(_ chain: ChainView, _ board: WorkerBoard) {
        self.chain = chain
        self.board = board
    }

    /// One page, of names that come after `after`.
    func page(after: String, limit: Int, at now: Monotonic) -> APIAnswer {
        let workers = sorted(at: now)
        var start = workers.partition { $0.worker.nodeName > after }
        if after.isEmpty { start = 0 }
        let page = workers[start..<min(workers.count, start + limit)]
        return .json { object, buffer in
            object.list("nodes", page, &buffer) { entry, object, buffer in
                object.text("nodeName", entry.worker.nodeName, &buffer)
                object.text("standing", WorkerStanding(entry.worker).rawValue, &buffer)
                let heard = self.board.entry(of: entry.worker.nodeName, owner: entry.owner)
                if let heard {
                    object.number("heartbeatAgeSeconds", Int(now.since(heard.at).components.seconds), &buffer)
                    object.text("version", heard.heartbeat.version, &buffer)
                } else {
                    object.null("heartbeatAgeSeconds", &buffer)
                    object.null("version", &buffer)
                }
            }
            object.number("total", workers.count, &buffer)
            if page.endIndex < workers.count, let last = page.last {
                object.text("next", last.worker.nodeName, &buffer)
            } else {
                object.null("next", &buffer)
            }
        }
    }

    private func sorted(at now: Monotonic) -> [(owner: Address, worker: WorkerEntry)] {
        listing.withLock { listing in
            if let made = listing.made, now.since(made) < Self.lifetime { return listing.workers }
            listing.workers = chain.tables.namedWorkers.sorted { $0.worker.nodeName < $1.worker.nodeName }
            listing.made = now
            return listing.workers
        }
    }
}

extension Array {
    /// Where the first element stands of which something is true, in an array in which it is true of all behind that.
    fileprivate func partition(_ isBehind: (Element) -> Bool) -> Int {
        var (low, high) = (0, count)
        while low < high {
            let middle = (low + high) / 2
            if isBehind(self[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
