// SPDX-License-Identifier: Apache-2.0

/// Whether an apiserver says that it is ready, by what kubectl was told.
struct ApiserverReadyCheck: Check {
    static let name = "apiserver"

    /// Which apiserver.
    let about: String
    /// Its page `/readyz?verbose`, or why there is none.
    let page: Result<String, KubectlFailure>

    var findings: [Finding] {
        switch page {
        case .success:
            return [Finding(check: Self.name, about: about, state: .ok, says: "ready")]
        case .failure(let failure):
            let state: Finding.State =
                switch failure.kind {
                case .forbidden: .skipped
                case .missing: .unseen
                case .unauthorized, .unreachable, .notFound, .other: .failed
                }
            return [
                Finding(check: Self.name, about: about, state: state, says: failure.says, fix: failure.fix)
            ]
        }
    }
}
