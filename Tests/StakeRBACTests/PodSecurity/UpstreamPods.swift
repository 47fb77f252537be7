// SPDX-License-Identifier: Apache-2.0
import Glibc
import Kernel
import Testing

/// The pods by which Kubernetes tests its own implementation: `test/testdata` of kubernetes/pod-security-admission.
enum UpstreamPods {
    /// Where they are, if they are here.
    static let folder = ProcessEnvironment.variables["POD_SECURITY_TESTDATA"]

    /// The names in a folder.
    static func files(_ path: String) throws -> [String] {
        let folder = try #require(opendir(path), "no folder \(path)")
        defer { closedir(folder) }
        var names: [String] = []
        while let entry = readdir(folder) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if !name.hasPrefix(".") { names.append(name) }
        }
        return names.sorted()
    }
}
