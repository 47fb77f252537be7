// SPDX-License-Identifier: Apache-2.0
import SuiLedger
import Testing

@testable import SealController

@Suite struct JoinDeskTests {
    @Test func `each owner joins once at a time, and no more than there is room for`() throws {
        var desk = JoinDesk(room: 2)
        try desk.enter(Address(1))
        #expect(Self.refusal(&desk, 1) == .inHand)
        #expect(Self.refusal(&desk, 2) == nil)
        #expect(Self.refusal(&desk, 3) == .overloaded)
        #expect(Self.refusal(&desk, 1) == .inHand)
        desk.leave(Address(1))
        #expect(Self.refusal(&desk, 3) == nil)
        #expect(desk.owners == [Address(2), Address(3)])
    }

    private static func refusal(_ desk: inout JoinDesk, _ owner: UInt8) -> JoinRefusal? {
        do throws(JoinRefusal) {
            try desk.enter(Address(owner))
            return nil
        } catch { return error }
    }
}
