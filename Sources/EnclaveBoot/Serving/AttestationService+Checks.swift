// SPDX-License-Identifier: Apache-2.0
public import Operations

extension AttestationService {
    /// What the readiness page asks.
    public var checks: [Readiness.Check] {
        [
            Readiness.Check("attestation") { [weak self] in
                switch self?.standing {
                case .ready: .ok
                case .noDocument: .failed("there is no document yet")
                case .expiring: .failed("the document is about to end")
                case .lost, nil: .failed("the security module is lost")
                }
            }
        ]
    }
}
