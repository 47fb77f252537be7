// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import StakeRBAC

struct PodSecurityStandardTests {
    @Test func `levels rise`() {
        #expect(PodSecurityLevel.privileged < .baseline)
        #expect(PodSecurityLevel.baseline < .restricted)
        #expect(PodSecurityLevel.allCases.map { "\($0.name)" } == ["privileged", "baseline", "restricted"])
    }

    @Test func `there are nineteen controls, seven of them of restricted alone`() {
        let restricted = PodSecurityControl.allCases.filter { $0.level == .restricted }.map(\.rawValue)
        #expect(PodSecurityControl.allCases.count == 19)
        #expect(
            restricted == [
                "restrictedVolumes", "allowPrivilegeEscalation", "runAsNonRoot", "runAsUser",
                "seccompProfile_restricted", "capabilities_restricted", "procMount_restricted",
            ])
        #expect(!PodSecurityControl.allCases.contains { $0.level == .privileged })
    }

    @Test func `a stricter control speaks for its twin, but on Windows where it is waived`() {
        let idle: [PodSecurityControl] = [.capabilitiesBaseline, .hostPathVolumes, .procMount, .seccompProfileBaseline]
        for control in idle {
            #expect(PodSecurityStandard.demands(control, at: .baseline, onWindows: false))
            #expect(!PodSecurityStandard.demands(control, at: .restricted, onWindows: false))
        }
        let onWindows = idle.filter { PodSecurityStandard.demands($0, at: .restricted, onWindows: true) }
        #expect(onWindows == [.capabilitiesBaseline, .seccompProfileBaseline])
    }

    @Test func `nothing is demanded of privileged pods`() {
        for control in PodSecurityControl.allCases {
            #expect(!PodSecurityStandard.demands(control, at: .privileged, onWindows: false))
        }
    }

    @Test func `remedies are printable and short enough for a status`() {
        for control in PodSecurityControl.allCases {
            let remedy = "\(PodSecurityStandard.rule(control).remedy)"
            #expect(remedy.hasPrefix("must ") && remedy.utf8.count <= 400)
            #expect(remedy.utf8.allSatisfy { 0x20...0x7E ~= $0 })
        }
    }
}
