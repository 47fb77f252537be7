// SPDX-License-Identifier: Apache-2.0
import Configuration
import TestSupport
import Testing

@testable import StakeRBAC

@Suite(.enabled(if: UpstreamPods.folder != nil, "no POD_SECURITY_TESTDATA: Kubernetes' own pods were NOT judged"))
struct UpstreamPodsTests {
    /// Under restricted a stricter control speaks in the place of these.
    private static let replaced: [String: PodSecurityControl] = [
        "capabilities_baseline": .capabilitiesRestricted, "hostpathvolumes": .restrictedVolumes,
        "procmount": .procMountRestricted, "seccompprofile_baseline": .seccompProfileRestricted,
    ]

    /// The control that a file is about: `procmount_restricted0.yaml`.
    private static func control(_ file: String, _ level: PodSecurityLevel) throws -> PodSecurityControl {
        let name = String(file.prefix { $0 != "." }.reversed().drop { $0.isNumber }.reversed())
        if level == .restricted, let control = replaced[name] { return control }
        return try #require(
            PodSecurityControl.allCases.first { $0.rawValue.lowercased() == name }, "\(file) is of no control")
    }

    @Test func `the newest standard is ours`() throws {
        let folder = try #require(UpstreamPods.folder)
        let newest = try UpstreamPods.files("\(folder)/restricted").compactMap { Int($0.dropFirst("v1.".count)) }.max()
        #expect(newest.map { "v1.\($0)" } == "\(PodSecurityStandard.version)")
    }

    @Test(arguments: [PodSecurityLevel.baseline, .restricted])
    func `pods pass and fail as Kubernetes says`(_ level: PodSecurityLevel) throws {
        let folder = "\(try #require(UpstreamPods.folder))/\(level.name)/\(PodSecurityStandard.version)"
        var counts: [String: Int] = [:]
        var missed = Set(
            PodSecurityControl.allCases.filter { PodSecurityStandard.demands($0, at: level, onWindows: false) })
        for outcome in ["pass", "fail"] {
            for file in try UpstreamPods.files("\(folder)/\(outcome)") {
                let document = try YAMLDocument.read("\(folder)/\(outcome)/\(file)")
                let controls = try Pods.controls(Tree(document.root).json, level)
                counts[outcome, default: 0] += 1
                guard outcome == "fail" else {
                    #expect(controls.isEmpty, "\(file)")
                    continue
                }
                let control = try Self.control(file, level)
                #expect(controls.contains(control), "\(file): \(controls)")
                missed.subtract(controls)
            }
        }
        let (passed, failed) = (counts["pass", default: 0], counts["fail", default: 0])
        print("judged as \(level.name): \(passed) pods that pass, \(failed) that fail")
        #expect(passed > 0 && missed.isEmpty, "no pod is about these")
    }
}
