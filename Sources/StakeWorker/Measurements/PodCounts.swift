// SPDX-License-Identifier: Apache-2.0
internal import Kernel

/// How many pods and containers run here, counted in the kernel's control groups: nobody has to be asked who could refuse.
///
/// The kubelet puts each pod into a group of its own below `kubepods`, and each of its containers into one below that; one of them holds
/// the pod's namespaces and is no container to anybody else.
struct PodCounts: Hashable, Sendable {
    /// Pods with a group that has a container in it.
    var pods = 0
    /// Their containers.
    var containers = 0

    /// The most entries of one folder that are looked at: more than a kubelet runs.
    static let limit = 4096
    private static let idLength = 64

    init(pods: Int, containers: Int) {
        self.pods = pods
        self.containers = containers
    }

    /// Counts below a mounted hierarchy such as `/sys/fs/cgroup`; no pods where the kubelet has made no groups.
    init(below root: String) throws(FileError) {
        // systemd's names, or the kubelet's own where it makes its groups itself.
        for top in ["kubepods.slice", "kubepods"] {
            guard let folder = try Self.folders(in: "\(root)/\(top)") else { continue }
            for name in folder {
                if Self.isPod(name) {
                    try count("\(root)/\(top)/\(name)")
                } else if name.contains("burstable") || name.contains("besteffort") {
                    for inner in try Self.folders(in: "\(root)/\(top)/\(name)") ?? [] where Self.isPod(inner) {
                        try count("\(root)/\(top)/\(name)/\(inner)")
                    }
                }
            }
        }
    }

    private mutating func count(_ pod: String) throws(FileError) {
        let groups = try Self.folders(in: pod)?.filter(Self.isContainer) ?? []
        guard !groups.isEmpty else { return }
        pods += 1
        containers += groups.count - 1
    }

    /// The folders in a folder; `nil` where it is gone, which a pod may be at any moment.
    private static func folders(in path: String) throws(FileError) -> [String]? {
        do throws(FileError) {
            return try Folder.entries(in: path, limit: limit).filter { $0.kind == .folder }.map(\.name)
        } catch {
            guard case .system(let reason) = error, reason.isMissing else { throw error }
            return nil
        }
    }

    /// `kubepods-burstable-pod<uid>.slice`, or `pod<uid>`.
    static func isPod(_ name: String) -> Bool {
        if name.hasPrefix("kubepods-") && name.hasSuffix(".slice") { return name.contains("-pod") }
        return name.hasPrefix("pod") && !name.hasSuffix(".slice")
    }

    /// `cri-containerd-<64 digits>.scope`, or the digits alone.
    static func isContainer(_ name: String) -> Bool {
        var digits = name[...]
        if let scope = name.range(ofSuffix: ".scope") {
            digits = name[..<scope].split(separator: "-").last ?? ""
        }
        return digits.utf8.count == idLength
            && digits.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
    }
}

extension String {
    /// Where a suffix begins; `nil` without it.
    fileprivate func range(ofSuffix suffix: String) -> String.Index? {
        hasSuffix(suffix) ? index(endIndex, offsetBy: -suffix.count) : nil
    }
}

extension SystemError {
    /// Whether what was asked for is not there.
    var isMissing: Bool { errno == 2 || errno == 20 }
}
