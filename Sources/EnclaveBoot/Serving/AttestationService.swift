// SPDX-License-Identifier: Apache-2.0
public import Kernel
internal import Telemetry

/// Who this enclave is, by documents: one that is kept for all who do not care when it was made, and a fresh one for each nonce.
///
/// It never blocks a loop: what must be made is answered by whoever made it.
public final class AttestationService: Sendable {
    private let source: any AttestationSource
    private let reader: OwnDocumentReader
    private let clock: @Sendable () -> Moment
    private let shelf: Monitor<Shelf>
    private let thread = Locked<SharedThread?>(nil)

    /// What it counts.
    public let metrics: AttestationMetrics
    /// What about the enclave no document says.
    public let description: EnclaveDescription

    private struct Shelf: Sendable {
        var documents: DocumentShelf
        var successors: [[UInt8]] = []
        var isOver = false
    }

    /// The wall clock may be set: how long a thread relies on what it said.
    private static let look = Duration.seconds(30)
    /// How long the end waits for a document: a module that is slower may have been lost.
    private static let farewell = Duration.seconds(2)

    /// Serves documents of `source`, as far as `reader` finds nothing wrong with them.
    public init(
        source: any AttestationSource, reader: @escaping OwnDocumentReader, description: EnclaveDescription,
        metrics: AttestationMetrics = AttestationMetrics(), clock: @escaping @Sendable () -> Moment = { .now }
    ) {
        self.source = source
        self.reader = reader
        self.description = description
        self.metrics = metrics
        self.clock = clock
        shelf = Monitor(Shelf(documents: DocumentShelf(now: clock().monotonic)))
    }

    /// Keeps a document at hand from now on, on a thread of its own.
    public func start() throws(SystemError) {
        let thread = try SharedThread(name: "attestation") { self.keepFresh() }
        self.thread.withLock { $0 = thread }
    }

    /// Ends the thread, and waits a moment for a document that is just being made.
    ///
    /// Whoever reads it uses OpenSSL, which is taken down when a process ends. What comes later is not read any more.
    public func stop() {
        shelf.withLock { $0.isOver = true }
        shelf.notifyAll()
        let thread = thread.withLock { thread in thread.take() }
        thread?.join()
        _ = shelf.wait(until: Monotonic.now.advanced(by: Self.farewell)) { $0.documents.isAsked ? nil : true }
    }

    /// Takes the statements that name keys which succeed those of the documents, oldest first; every answer carries them.
    public func setSuccessors(_ statements: [[UInt8]]) { shelf.withLock { $0.successors = statements } }

    /// The statements that every answer carries.
    public var successors: [[UInt8]] { shelf.withLock { $0.successors } }

    /// The document at hand, whatever has become of it.
    public var document: OwnDocument? { shelf.withLock { $0.documents.document } }

    /// Whether no document will be made any more.
    public var isLost: Bool { source.isLost }

    /// Whether who asks should be sent here.
    ///
    /// Not once the document at hand is about to end, and not without the security module, which could no longer answer a nonce.
    public var standing: Standing {
        if source.isLost { return .lost }
        guard let document else { return .noDocument }
        return RefreshPlan.isFresh(at: clock().wall, chainEnds: document.chainEnds) ? .ready : .expiring
    }

    /// How ready it is.
    public enum Standing: Sendable, CaseIterable {
        case ready, noDocument, expiring, lost
    }

    /// What came of asking.
    public enum Outcome: Sendable, Equatable {
        /// A document.
        case document([UInt8])
        /// Too many are being made; a second later it may succeed.
        case busy
        /// There is none.
        case unavailable
    }

    /// Answers with a document that holds `nonce`, or with the one at hand; `completion` is called once, at once or from another thread.
    func attest(nonce: [UInt8]?, _ completion: @escaping @Sendable (Outcome) -> Void) {
        guard let nonce else { return answerFromShelf(completion) }
        source.attest(nonce: nonce) { [metrics] result in
            metrics.count(.nonce, result)
            switch result {
            case .success(let bytes): completion(.document(bytes))
            case .failure(.busy): completion(.busy)
            case .failure: completion(.unavailable)
            }
        }
    }

    private func answerFromShelf(_ completion: @escaping @Sendable (Outcome) -> Void) {
        refreshIfDue()
        let answer = shelf.withLock { shelf in
            shelf.documents.answer(at: clock().wall) { made in
                completion(made.map { .document($0.bytes) } ?? .unavailable)
            }
        }
        switch answer {
        case .document(let document): completion(.document(document.bytes))
        case .waits: break
        case .full: completion(.busy)
        case .unavailable: completion(.unavailable)
        }
    }

    /// Has a document made, if it is time to.
    func refreshIfDue() {
        let now = clock()
        // Who is lost is not asked: each call would wait for nothing.
        guard !source.isLost, shelf.withLock({ $0.documents.begins(at: now) }) else { return }
        source.attest(nonce: nil) { result in
            self.metrics.count(.refresh, result)
            let now = self.clock()
            var made: OwnDocument?
            let isOver = self.shelf.withLock { $0.isOver }
            if case .success(let bytes) = result, !isOver {
                made = self.reader(bytes, now.wall)
                if made == nil { self.metrics.refused.add() }
            }
            let waiting = self.shelf.withLock { $0.documents.take(made, at: now) }
            self.shelf.notifyAll()
            for request in waiting { request(made) }
        }
    }

    private func keepFresh() {
        while true {
            refreshIfDue()
            let wake = shelf.withLock { shelf in
                shelf.documents.isAsked ? nil : min(shelf.documents.next, clock().monotonic.advanced(by: Self.look))
            }
            let isOver = shelf.wait(until: wake ?? clock().monotonic.advanced(by: Self.look)) { shelf -> Bool? in
                // What came of asking changes when to ask again.
                shelf.isOver ? true : wake == nil && !shelf.documents.isAsked ? false : nil
            }
            if isOver == true { return }
        }
    }
}
