// SPDX-License-Identifier: Apache-2.0
internal import Kernel
internal import SealAuthN
internal import StakeRBAC

/// Somebody whose worth is that of one address or several, and some of those only look-ups can tell.
final class StandingsQuestion: CallerQuestion {
    private let decisions: [StandingDecision]
    private let caller: @Sendable ([Standing]) -> Caller

    /// The standings of `decisions`, in their order, make the `caller`.
    init(_ decisions: [StandingDecision], as caller: @escaping @Sendable ([Standing]) -> Caller) {
        self.decisions = decisions
        self.caller = caller
    }

    func ask(until deadline: Monotonic, completion: @escaping @Sendable (Caller) -> Void) {
        let found = Locked([Standing?](repeating: nil, count: decisions.count))
        let caller = caller
        @Sendable func take(_ standing: Standing, _ index: Int) {
            let all = found.withLock { found -> [Standing]? in
                // The first answer counts, and only the last one that was missing ends it.
                guard found[index] == nil else { return nil }
                found[index] = standing
                let known = found.compactMap(\.self)
                return known.count == found.count ? known : nil
            }
            if let all { completion(caller(all)) }
        }
        for (index, decision) in decisions.enumerated() {
            switch decision {
            case .decided(let standing): take(standing, index)
            case .open(let question): question.ask(until: deadline) { take($0, index) }
            }
        }
    }
}

extension CallerDecision {
    /// The caller whom one standing makes: the common case, which makes no lists.
    init(_ decision: StandingDecision, as caller: @escaping @Sendable (Standing) -> Caller) {
        switch decision {
        case .decided(let standing): self = .decided(caller(standing))
        case .open: self = .open(StandingsQuestion([decision]) { caller($0[0]) })
        }
    }

    /// The caller whom standings make; a question where one of them is.
    init(_ decisions: [StandingDecision], as caller: @escaping @Sendable ([Standing]) -> Caller) {
        let known = decisions.compactMap { decision -> Standing? in
            guard case .decided(let standing) = decision else { return nil }
            return standing
        }
        self =
            known.count == decisions.count ? .decided(caller(known)) : .open(StandingsQuestion(decisions, as: caller))
    }
}
