// SPDX-License-Identifier: Apache-2.0
import EnclaveSimulator
import Kernel
import NSM

/// A simulated module whose answers a test can bend, before or after it has done what it was asked to.
final class BentModule: NSMTransport {
    /// What is given instead of an answer; `nil` leaves it.
    typealias Bend = @Sendable (NSMRequest, NSMResponse) throws(NSMError) -> NSMResponse

    private let module: SimulatedModule
    private let bend: Locked<Bend?>
    private let log = Locked<[NSMRequest]>([])

    init(_ module: SimulatedModule, _ bend: Bend? = nil) {
        self.module = module
        self.bend = Locked(bend)
    }

    /// What it was asked.
    var requests: [NSMRequest] { log.withLock { $0 } }

    func exchange(_ bytes: [UInt8]) throws(NSMError) -> [UInt8] {
        guard let request = NSMRequest(bytes.span) else { throw .malformed }
        log.withLock { $0.append(request) }
        let answer = module.answer(request)
        guard let bend = bend.withLock({ $0 }) else { return answer.encoded() }
        return try bend(request, answer).encoded()
    }
}
