// SPDX-License-Identifier: Apache-2.0
internal import HTTPServer

/// How much body each question may bring.
public struct ReviewLimits: Sendable {
    /// The longest TokenReview that is read.
    public var authenticate = 64 << 10
    /// The longest SubjectAccessReview.
    public var authorize = 1 << 20
    /// The longest AdmissionReview: an object of 3 MB was seen as a review of 18 MB, since `<` is sent as six bytes.
    public var admit = 20 << 20
    /// The bodies of all reviews together that wait for a look-up; beyond that nobody waits, and nobody of ours is let through.
    public var waiting = 64 << 20

    /// The defaults.
    public init() {}

    /// Anyone can make an apiserver send a megabyte of token: it is read, dropped and answered, since a reset
    /// connection would be asked again four times.
    private static let droppedToken = 2 << 20

    /// What the path may bring; what is refused anyway is read and dropped.
    func policy(_ endpoint: ReviewEndpoint?) -> BodyPolicy {
        switch endpoint {
        case .authenticate:
            .accept(limit: authenticate, dropLimit: max(authenticate, Self.droppedToken), reserved: true)
        case .authorize: .accept(limit: authorize, dropLimit: authorize, reserved: true)
        case .admit: .accept(limit: admit, dropLimit: admit, reserved: false)
        case nil: .accept(limit: 0, dropLimit: 64 << 10, reserved: true)
        }
    }

    /// The longest document that is ever parsed.
    var document: Int { max(authenticate, authorize, admit) }
}
