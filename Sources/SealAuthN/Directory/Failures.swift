// SPDX-License-Identifier: Apache-2.0

/// Which look-ups have brought nothing, so that what is known must do.
struct Failures: OptionSet, Sendable {
    let rawValue: UInt8

    static let seal = Failures(rawValue: 1)
    static let account = Failures(rawValue: 2)
    static let params = Failures(rawValue: 4)
    static let confirmation = Failures(rawValue: 8)
    /// One of them was not asked at all, because too many were.
    static let budget = Failures(rawValue: 16)
    /// Nothing more can be looked up.
    static let everything: Failures = [.seal, .account, .params, .confirmation]

    /// What it means for one question that it brought nothing.
    init(_ lookUp: LookUp, _ failure: LookUpFailure) {
        let missing: Failures =
            switch lookUp.name {
            case _ where lookUp.isConfirmation: .confirmation
            case .seal: .seal
            case .account: .account
            case .params: .params
            }
        self = failure == .budget ? missing.union(.budget) : missing
    }

    init(rawValue: UInt8) { self.rawValue = rawValue }

    /// What whoever cannot be decided is told.
    var refusal: TokenRefusal { contains(.budget) ? .tooManyLookUps : .ledgerUnavailable }
}
