// SPDX-License-Identifier: Apache-2.0
internal import Attestation
internal import Bytes
internal import Configuration
internal import Crypto
internal import Kernel

/// The flags that say which enclave is believed.
enum EnclaveFlags {
    private static func register(_ index: Int, _ help: String) -> Setting<[UInt8]?> {
        Setting(
            "pcr\(index)", key: "", group: "Enclave", ValueKind<[UInt8]>.measurement.optional, fallback: nil,
            isFlagOnly: true, help)
    }

    static let pcr0 = register(0, "What the whole image measures: `sealctl enclave pcrs FILE` says it.")
    static let pcr1 = register(1, "What boots: kernel, command line and first ramdisk.")
    static let pcr2 = register(2, "What was put there to be run.")
    static let pcr3 = register(3, "The role of the parent instance, measured; without it, any.")
    static let pcr8 = register(8, "The certificate that the image is signed with, measured; without it, any or none.")
    static let root = Setting(
        "root", key: "", group: "Enclave", ValueKind<RootChoice>.root, fallback: .known(.aws), isFlagOnly: true,
        "Who must have signed for the enclave: aws, aws-us-gov, the SHA-256 of another root's certificate, or the file with it "
            + "in PEM. The root of a simulator proves nothing.")
    static let anyPCRs = Setting(
        "any-pcrs", key: "", group: "Inspection", .boolean, fallback: false, isFlagOnly: true,
        "Does not ask what runs there: says UNTRUSTED, and whether the document is genuine.")
    static let allowDebug = Setting(
        "allow-debug", key: "", group: "Inspection", .boolean, fallback: false, isFlagOnly: true,
        "Goes on though the enclave's memory can be read from outside: says UNTRUSTED.")

    /// What runs there.
    static let image: [any AnySetting] = [pcr0, pcr1, pcr2]
    /// What runs there, and whose word that is.
    static let expectation: [any AnySetting] = [pcr0, pcr1, pcr2, pcr3, pcr8, root]
    /// To look at what nobody should trust.
    static let inspection: [any AnySetting] = [anyPCRs, allowDebug]

    /// What is believed, by the flags of a command; without `inspection` those flags are not there.
    static func verifier(_ invocation: Invocation, inspects: Bool) throws(CommandFailure) -> Verifier {
        let root = try invocation(root).root()
        let anyPCRs = inspects ? try invocation(anyPCRs) : false
        let allowDebug = inspects ? try invocation(allowDebug) : false
        var others: [Int: [UInt8]] = [:]
        others[3] = try invocation(pcr3)
        others[8] = try invocation(pcr8)
        let image = [try invocation(pcr0), try invocation(pcr1), try invocation(pcr2)]
        if anyPCRs {
            guard image.allSatisfy({ $0 == nil }), others.isEmpty else {
                throw CommandFailure("--any-pcrs asks for no measurements: give it alone, or give them", .usage)
            }
            return Verifier(root: root, policy: allowDebug ? PCRPolicy.any.allowingDebug : .any)
        }
        guard let pcr0 = image[0], let pcr1 = image[1], let pcr2 = image[2] else {
            let instead = inspects ? "; --any-pcrs looks without trusting" : ""
            throw CommandFailure(
                "--pcr0, --pcr1 and --pcr2 must be given: each alone can be met by another image\(instead)", .usage)
        }
        guard let policy = PCRPolicy(pcr0: pcr0, pcr1: pcr1, pcr2: pcr2, others: others) else {
            throw CommandFailure(
                "--pcr0, --pcr1 and --pcr2 must not be zero: zeros are what every debug enclave measures", .usage)
        }
        return Verifier(root: root, policy: allowDebug ? policy.allowingDebug : policy)
    }
}

/// Whose word counts, as a flag says it.
enum RootChoice: Hashable, Sendable {
    /// By name or digest.
    case known(TrustRoot)
    /// By a file with the certificate.
    case file(String)

    /// The root; reads the file.
    func root() throws(CommandFailure) -> TrustRoot {
        switch self {
        case .known(let root): return root
        case .file(let path):
            let contents: FileContents
            do throws(FileError) { contents = try FileContents.read(path, limit: 1 << 16) } catch {
                throw CommandFailure(path, error)
            }
            guard let certificate = PEMCertificate(contents.bytes) else {
                throw CommandFailure("\(path): a certificate in PEM is expected", .configuration)
            }
            return .only(sha256OfDER: certificate.digest)
        }
    }
}

extension ValueKind where Value == [UInt8] {
    /// 48 bytes in hexadecimal.
    static var measurement: ValueKind {
        ValueKind(
            "HEX",
            read: { text throws(ValueRefusal) in
                let digits = Array(text.utf8)
                guard let bytes = Hex.decode(digits.span, count: 48) else {
                    throw ValueRefusal("must be 96 hexadecimal digits in lower case")
                }
                return bytes
            }, write: { Hex.encode($0) })
    }
}

extension ValueKind where Value == RootChoice {
    /// A partition, a digest, or a file.
    static var root: ValueKind {
        ValueKind(
            "aws|aws-us-gov|SHA256|FILE",
            read: { text throws(ValueRefusal) in
                switch text {
                case "aws": return .known(.aws)
                case "aws-us-gov": return .known(.awsGovCloud)
                default: break
                }
                if let digest = Bytes32(hex: text) { return .known(.only(sha256OfDER: digest)) }
                guard text.contains("/") || text.hasSuffix(".pem") || text.hasSuffix(".crt") else {
                    throw ValueRefusal(
                        "must be aws, aws-us-gov, 64 hexadecimal digits in lower case, or a file (/ in it, or .pem)")
                }
                return .file(try ValueKind<String>.path.value(of: text))
            },
            write: {
                switch $0 {
                case .known(.aws): "aws"
                case .known(.awsGovCloud): "aws-us-gov"
                case .known(let root): root.fingerprint
                case .file(let path): path
                }
            })
    }
}
