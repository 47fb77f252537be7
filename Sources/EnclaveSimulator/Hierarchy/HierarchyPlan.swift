// SPDX-License-Identifier: Apache-2.0
internal import Bytes
internal import Crypto
public import Kernel

/// What five certificates shall say; as the real ones do, or otherwise, for chains that must be refused.
public struct HierarchyPlan: Sendable {
    /// A place in the chain; each signs the next.
    public enum Level: Int, Sendable, CaseIterable {
        /// The one that a verifier pins; for thirty years, signed by itself.
        case root
        /// A region's, for three weeks.
        case regional
        /// An availability zone's, for six days.
        case zonal
        /// A machine's, for a day.
        case instance
        /// A module's, for three hours: it signs documents.
        case leaf
    }

    /// The plans, root first.
    public var certificates: [CertificatePlan]

    /// A place's plan.
    public subscript(level: Level) -> CertificatePlan {
        get { certificates[level.rawValue] }
        set { certificates[level.rawValue] = newValue }
    }

    /// Plans what AWS's hierarchy looks like in the middle of its certificates' lives, but for who it says it is.
    ///
    /// Lifetimes, names, numbers and extensions are those of real documents. No name is AWS's own, so that nobody who looks at a
    /// certificate takes it for one.
    public init(
        moduleID: ModuleID = .example, region: String = "us-east-1", at now: WallTime
    ) throws(SimulatorError) {
        let names = try (0..<2).map { _ throws(SimulatorError) in try Self.hexName() }
        certificates = [
            try Self.authority(
                "simulated.nitro-enclaves", from: now.minus(.seconds(365 * 86_400)),
                for: .seconds(30 * 365 * 86_400), pathLength: nil, isRoot: true),
            try Self.authority(
                "\(names[0]).\(region).aws.nitro-enclaves", from: now.minus(.seconds(4 * 86_400)),
                for: .seconds(481 * 3600), pathLength: 2),
            try Self.authority(
                "\(names[1]).zonal.\(region).aws.nitro-enclaves", from: now.minus(.seconds(20 * 3600)),
                for: .seconds(140 * 3600), pathLength: 1),
            try Self.authority(
                "\(moduleID.instance).\(region).aws.nitro-enclaves", from: now.minus(.seconds(9 * 3600)),
                for: .seconds(24 * 3600), pathLength: 0),
            CertificatePlan(
                subject: Self.name("\(moduleID.text).\(region).aws"), serial: moduleID.leafSerial(at: now),
                notBefore: now.minus(.seconds(3)), notAfter: now.plus(.seconds(10_800)),
                extensions: [
                    .named("basicConstraints", "critical,CA:FALSE"),
                    .named("keyUsage", "digitalSignature,nonRepudiation"),
                ]),
        ]
    }

    private static func authority(
        _ commonName: String, from first: WallTime, for life: Duration, pathLength: Int?, isRoot: Bool = false
    ) throws(SimulatorError) -> CertificatePlan {
        let length = pathLength.map { ",pathlen:\($0)" } ?? ""
        var extensions: [CertificatePlan.Extension] = [.named("basicConstraints", "critical,CA:TRUE\(length)")]
        if !isRoot { extensions.append(.named("authorityKeyIdentifier", "keyid:always")) }
        extensions.append(.named("subjectKeyIdentifier", "hash"))
        // A machine's certificate signs modules' and nothing else.
        let usage = pathLength == 0 ? "keyCertSign" : "digitalSignature,keyCertSign,cRLSign"
        extensions.append(.named("keyUsage", "critical,\(usage)"))
        if let pathLength, pathLength > 0 {
            extensions.append(.named("crlDistributionPoints", "URI:http://crl.simulated.invalid/crl/\(pathLength).crl"))
        }
        return CertificatePlan(
            subject: name(commonName), serial: try random(16), notBefore: first, notAfter: first.plus(life),
            extensions: extensions)
    }

    private static func name(_ commonName: String) -> [CertificatePlan.NamePart] {
        [.init("C", "US"), .init("O", "Simulator"), .init("OU", "Proves nothing"), .init("CN", commonName)]
    }

    private static func hexName() throws(SimulatorError) -> String { Hex.encode(try random(8)) }

    /// Random bytes that read as a positive number of that length.
    private static func random(_ count: Int) throws(SimulatorError) -> [UInt8] {
        do throws(CryptoError) {
            var bytes = try randomBytes(count)
            bytes[0] = bytes[0] & 0x7f | 0x40
            return bytes
        } catch {
            throw .randomness
        }
    }
}
