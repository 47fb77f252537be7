// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import SealController

@Suite struct CredentialPlaceTests {
    static let places: [(String, String, CredentialPlace)] = [
        ("", "", .none), ("Bearer x", "", .authorization(from: 7)), ("bEaReR x", "", .authorization(from: 7)),
        ("", "x", .sealToken), ("Bearer x", "x", .unclear), ("Basic eDp4", "", .unclear), ("Bearer", "", .unclear),
        ("Bearer ", "", .unclear), ("Bearer\tx", "", .unclear), (" Bearer x", "", .unclear), ("x", "", .unclear),
        ("Basic x", "x", .unclear), ("Bearer  x", "", .authorization(from: 7)),
    ]

    @Test(arguments: places) func `a token stands in one place`(
        _ authorization: String, _ sealToken: String, _ expected: CredentialPlace
    ) {
        let (first, second) = (Array(authorization.utf8), Array(sealToken.utf8))
        let place = CredentialPlace(authorization: first.span, sealToken: second.span)
        #expect(place == expected)
    }
}
