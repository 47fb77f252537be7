// SPDX-License-Identifier: Apache-2.0
import HTTPClient
import KubeClient
import Testing

@testable import SealController

@Suite struct DeliveryOutcomeTests {
    static let statuses: [(Int, DeliveryOutcome)] = [
        (100, .failed(.broken)), (199, .failed(.broken)), (200, .told), (202, .told), (299, .told),
        (300, .failed(.unavailable)), (302, .failed(.unavailable)), (308, .failed(.unavailable)),
        (400, .failed(.refused)), (401, .failed(.forbidden)), (403, .failed(.forbidden)), (404, .failed(.forbidden)),
        (407, .failed(.forbidden)), (408, .failed(.unavailable)), (410, .failed(.refused)), (413, .failed(.refused)),
        (422, .failed(.refused)), (425, .failed(.unavailable)), (429, .failed(.unavailable)),
        (499, .failed(.refused)), (500, .failed(.unavailable)), (503, .failed(.unavailable)),
        (599, .failed(.unavailable)), (600, .failed(.broken)),
    ]

    @Test(arguments: statuses) func `a status says whether to try again`(_ status: Int, _ outcome: DeliveryOutcome) {
        #expect(DeliveryOutcome(status: status) == outcome)
    }

    @Test func `only what can never succeed is given up`() {
        let client = ClientError.Code.allCases.filter { DeliveryOutcome(ClientError($0)) == .failed(.refused) }
        #expect(client == [.invalidRequest])
        let kube = KubeError.Code.allCases.filter { DeliveryOutcome(KubeError($0)) == .failed(.refused) }
        #expect(Set(kube) == [.invalid, .tooLarge, .conflict, .gone, .budget])
    }

    @Test func `an Event that is there already was told`() {
        #expect(KubeError.Code.allCases.filter { DeliveryOutcome(KubeError($0)) == .told } == [.alreadyExists])
    }

    @Test func `each failure comes of something`() {
        let outcomes =
            ClientError.Code.allCases.map { DeliveryOutcome(ClientError($0)) }
            + KubeError.Code.allCases.map { DeliveryOutcome(KubeError($0)) }
        for failure in DeliveryFailure.allCases { #expect(outcomes.contains(.failed(failure)), "\(failure)") }
    }
}
