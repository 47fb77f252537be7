// SPDX-License-Identifier: Apache-2.0
import Kernel

@testable import SealController

/// Documents that stand elsewhere, as a test says.
final class FakeManifests: ManifestSource {
    private struct State: Sendable {
        var answers: [Result<[UInt8], ManifestFetchError>]
        var asked: [String] = []
    }

    private let state: Locked<State>

    /// Gives these answers, one after the other, and the last one for ever; of none there is nobody who answers.
    init(_ answers: Result<[UInt8], ManifestFetchError>...) { state = Locked(State(answers: answers)) }

    /// Which addresses it was asked for.
    var asked: [String] { state.withLock { $0.asked } }

    func fetch(
        _ address: ManifestAddress, completion: @escaping @Sendable (Result<[UInt8], ManifestFetchError>) -> Void
    ) {
        let answer = state.withLock { state -> Result<[UInt8], ManifestFetchError> in
            state.asked.append(address.url)
            return state.answers.count > 1 ? state.answers.removeFirst() : state.answers.first ?? .failure(.later)
        }
        completion(answer)
    }
}
