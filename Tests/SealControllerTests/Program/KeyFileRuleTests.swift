// SPDX-License-Identifier: Apache-2.0
import Glibc
import Kernel
import Testing

@testable import SealController

@Suite struct KeyFileRuleTests {
    private static let groups: Set<UInt32> = [992, 7]

    private static func allows(
        _ rule: KeyFileRule, _ permissions: UInt32, user: UInt32 = 0, group: UInt32 = 992
    ) -> Bool {
        rule.allows(permissions: permissions, owner: NewFile.Owner(user: user, group: group), groups: groups)
    }

    @Test(arguments: [0o400, 0o600, 0o700, 0o100] as [UInt32])
    func `what is for its owner alone is taken whoever that is`(_ permissions: UInt32) {
        for rule in [KeyFileRule.owner, .group] {
            #expect(Self.allows(rule, permissions, user: 1000, group: 1000))
        }
    }

    // As a kubelet makes a Secret's file where there is an fsGroup.
    @Test func `a Secret's file is taken where an operator says so, and only there`() {
        #expect(Self.allows(.group, 0o440))
        #expect(Self.allows(.group, 0o640, group: 7))
        #expect(!Self.allows(.owner, 0o440))
    }

    @Test(arguments: [0o444, 0o460, 0o450, 0o441, 0o442, 0o660, 0o777] as [UInt32])
    func `a group may read and no more, and others nothing`(_ permissions: UInt32) {
        #expect(!Self.allows(.group, permissions))
    }

    @Test func `another user's file, or another group's, is not a Secret's`() {
        #expect(!Self.allows(.group, 0o440, user: 992))
        #expect(!Self.allows(.group, 0o440, group: 0))
    }

    @Test func `groups are this process' own`() {
        #expect(ProcessGroups.all.contains(getegid()))
    }

    @Test func `what is wrong is said with what would mend it`() {
        #expect(KeyFileRule.owner.complaint(about: "/k") == "/k must be for its owner alone; chmod 600 it")
        #expect(KeyFileRule.group.complaint(about: "/k").hasSuffix("chmod 440 it"))
    }
}
