// swift-tools-version: 6.2
import PackageDescription

let package = Package(
    name: "k3s-daas",
    products: [
        .executable(name: "enclave-boot", targets: ["enclave-boot"]),
        .executable(name: "kubectl-seal", targets: ["kubectl-seal"]),
        .executable(name: "nsm-simulator", targets: ["nsm-simulator"]),
        .executable(name: "seal-controller", targets: ["seal-controller"]),
        .executable(name: "sealctl", targets: ["sealctl"]),
        .executable(name: "stake-worker", targets: ["stake-worker"]),
        .executable(name: "webhook-server", targets: ["webhook-server"]),
        // What Fuzz and Benchmarks, packages of their own, look at.
        .library(name: "Attestation", targets: ["Attestation", "Crypto", "Kernel"]),
        .library(name: "AuditTrail", targets: ["AuditTrail", "Crypto", "Kernel", "Bytes"]),
        .library(name: "Configuration", targets: ["Configuration"]),
        .library(name: "DevLedger", targets: ["DevLedger"]),
        .library(name: "EnclaveSimulator", targets: ["EnclaveSimulator"]),
        .library(name: "HTTPServer", targets: ["HTTPServer", "Kernel", "Bytes"]),
        .library(name: "NSM", targets: ["NSM", "EnclaveSimulator"]),
        .library(name: "PolicyFile", targets: ["PolicyFile"]),
        .library(name: "SealAuthN", targets: ["SealAuthN", "SuiLedger", "Crypto", "Kernel"]),
        .library(name: "StakeRBAC", targets: ["StakeRBAC", "Reviews", "SealAuthN", "Crypto", "Kernel", "Wire"]),
        .library(name: "SuiLedger", targets: ["SuiLedger"]),
        .library(name: "Telemetry", targets: ["Telemetry"]),
        .library(
            name: "WebhookServer",
            targets: ["WebhookServer", "Operations", "Reviews", "SealAuthN", "StakeRBAC", "Crypto", "Bytes", "Wire"]),
        .library(name: "Wire", targets: ["Wire"]),
        .library(name: "WorkerProtocol", targets: ["WorkerProtocol", "Bytes", "Crypto", "Kernel"]),
    ],
    targets: [
        // C libraries, found by pkg-config. Each holds a module map and `static inline` twins of macros, nothing else.
        .systemLibrary(name: "COpenSSL", pkgConfig: "openssl", providers: [.apt(["libssl-dev"])]),
        .systemLibrary(name: "CCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
        .systemLibrary(name: "CSodium", pkgConfig: "libsodium", providers: [.apt(["libsodium-dev"])]),
        .systemLibrary(name: "CNGHTTP2", pkgConfig: "libnghttp2", providers: [.apt(["libnghttp2-dev"])]),
        .systemLibrary(name: "CYAML", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"])]),
        .target(name: "CLinux"),
        .target(name: "CSimdjson", linkerSettings: [.linkedLibrary("simdjson")]),

        // The ground: bytes and system calls.
        .target(name: "Bytes"),
        .target(name: "Kernel", dependencies: ["Bytes", "CLinux"]),

        // What every process is made of.
        .target(name: "Wire", dependencies: ["Bytes", "CSimdjson"]),
        .target(name: "Crypto", dependencies: ["Bytes", "COpenSSL", "CSodium"]),
        .target(name: "PKI", dependencies: ["Bytes", "Kernel", "Crypto", "COpenSSL"]),
        .target(name: "Configuration", dependencies: ["Bytes", "Kernel", "CYAML"]),
        .target(name: "Telemetry", dependencies: ["Bytes", "Kernel"]),
        .target(name: "AuditTrail", dependencies: ["Bytes", "Kernel", "Wire", "Crypto"]),
        .target(name: "HTTPClient", dependencies: ["Bytes", "Kernel", "CCurl"]),
        .target(name: "HTTPServer", dependencies: ["Bytes", "Kernel", "CLinux", "COpenSSL", "CNGHTTP2"]),

        // What this product does with them.
        .target(name: "SuiLedger", dependencies: ["Bytes", "Kernel", "Wire", "Crypto", "HTTPClient"]),
        .target(name: "SealAuthN", dependencies: ["Bytes", "Kernel", "Wire", "Crypto", "SuiLedger"]),
        .target(name: "Reviews", dependencies: ["Wire"]),
        .target(name: "StakeRBAC", dependencies: ["Bytes", "Kernel", "Wire", "Crypto", "SealAuthN", "Reviews"]),
        .target(
            name: "PolicyFile", dependencies: ["Bytes", "Kernel", "Crypto", "Configuration", "SealAuthN", "StakeRBAC"]),
        .target(name: "Attestation", dependencies: ["Bytes", "Kernel", "Wire", "Crypto", "COpenSSL"]),
        .target(
            name: "Operations",
            dependencies: ["Bytes", "Kernel", "Crypto", "Configuration", "Telemetry", "HTTPServer", "AuditTrail"]),
        .target(
            name: "WebhookServer",
            dependencies: [
                "Bytes", "Kernel", "Wire", "Crypto", "Configuration", "Telemetry", "HTTPServer", "Operations",
                "Reviews", "SealAuthN", "StakeRBAC", "PolicyFile", "SuiLedger", "ClusterSettings", "ClusterChain",
            ]),
        .target(
            name: "DevLedger",
            dependencies: ["Bytes", "Kernel", "Wire", "Crypto", "HTTPServer", "SuiLedger", "Attestation"]),
        .target(name: "ClusterSettings", dependencies: ["Configuration", "Kernel", "SuiLedger"]),
        .target(
            name: "ClusterChain",
            dependencies: ["Kernel", "Configuration", "Telemetry", "SealAuthN", "SuiLedger", "ClusterSettings"]),
        .target(name: "Wiring", dependencies: ["Bytes", "Configuration", "SealAuthN", "StakeRBAC"]),
        .target(
            name: "SealCommands",
            dependencies: [
                "Bytes", "Kernel", "Wire", "Crypto", "Configuration", "HTTPClient", "SealAuthN", "SuiLedger",
                "DevLedger", "ClusterSettings", "PolicyFile", "Reviews", "StakeRBAC", "Attestation", "Wiring",
                "PKI", "Telemetry", "AuditTrail",
            ]),
        .target(name: "NSM", dependencies: ["Kernel", "Wire"]),
        .target(
            name: "KubeClient", dependencies: ["Bytes", "Kernel", "Wire", "Configuration", "HTTPClient"]),
        .target(name: "WorkerProtocol", dependencies: ["Bytes", "Kernel", "Wire", "Crypto", "SuiLedger"]),
        .target(
            name: "SealController",
            dependencies: [
                "Bytes", "Kernel", "Wire", "Crypto", "Configuration", "Telemetry", "HTTPClient", "HTTPServer",
                "Operations", "SuiLedger", "SealAuthN", "StakeRBAC", "ClusterSettings", "ClusterChain", "KubeClient",
                "WorkerProtocol", "Attestation", "AuditTrail", "PolicyFile", "Wiring",
            ]),
        .target(
            name: "StakeWorker",
            dependencies: [
                "Bytes", "Kernel", "Wire", "Crypto", "Configuration", "Telemetry", "HTTPClient", "HTTPServer",
                "Operations", "SuiLedger", "SealAuthN", "ClusterSettings", "Attestation", "WorkerProtocol",
            ]),
        .target(name: "EnclaveSimulator", dependencies: ["NSM", "Bytes", "Kernel", "Crypto", "COpenSSL"]),
        .target(
            name: "EnclaveBoot",
            dependencies: [
                "Bytes", "Kernel", "Wire", "Crypto", "Configuration", "Telemetry", "HTTPServer", "Operations",
                "Attestation", "NSM", "PKI",
            ]),
        .executableTarget(
            name: "enclave-boot", dependencies: ["Kernel", "Configuration", "EnclaveBoot"]),
        .executableTarget(
            name: "kubectl-seal", dependencies: ["Kernel", "SealCommands"]),
        .executableTarget(
            name: "seal-controller", dependencies: ["Kernel", "Configuration", "Operations", "SealController"]),
        .executableTarget(
            name: "stake-worker", dependencies: ["Kernel", "Configuration", "StakeWorker"]),
        .executableTarget(
            name: "sealctl", dependencies: ["Kernel", "SealCommands"]),
        .executableTarget(
            name: "nsm-simulator", dependencies: ["Bytes", "Kernel", "Crypto", "Configuration", "EnclaveSimulator"]),
        .executableTarget(
            name: "webhook-server",
            dependencies: [
                "Bytes", "Kernel", "Configuration", "Telemetry", "HTTPServer", "Operations", "WebhookServer",
            ]),

        // What several suites need to read vectors.
        .target(
            name: "TestSupport", dependencies: ["Bytes", "Kernel", "Wire"], path: "Tests/Support",
            exclude: ["graphql-oracle.py", "grpc-node.py", "policy-schema.py", "pysui-peer.py", "tls-peer.py"]),
        .testTarget(name: "BytesTests", dependencies: ["Bytes"]),
        .testTarget(name: "KernelTests", dependencies: ["Kernel"]),
        .testTarget(name: "WireTests", dependencies: ["Wire", "Bytes"]),
        .testTarget(name: "CryptoTests", dependencies: ["Crypto", "Bytes", "Kernel"]),
        .testTarget(name: "PKITests", dependencies: ["PKI", "Kernel", "Crypto", "Bytes"]),
        .testTarget(name: "ConfigurationTests", dependencies: ["Configuration"]),
        .testTarget(name: "TelemetryTests", dependencies: ["Telemetry", "Bytes"]),
        .testTarget(
            name: "AuditTrailTests",
            dependencies: ["AuditTrail", "Kernel", "Wire", "Crypto", "Bytes", "TestSupport"]),
        .testTarget(name: "HTTPClientTests", dependencies: ["HTTPClient", "Kernel", "Bytes", "TestSupport"]),
        .testTarget(name: "HTTPServerTests", dependencies: ["HTTPServer", "Kernel", "Bytes", "COpenSSL", "CNGHTTP2"]),
        .testTarget(
            name: "SuiLedgerTests",
            dependencies: ["SuiLedger", "HTTPClient", "Kernel", "Wire", "Crypto", "Bytes", "TestSupport"]),
        .testTarget(
            name: "DevLedgerTests",
            dependencies: [
                "DevLedger", "EnclaveSimulator", "SuiLedger", "HTTPClient", "HTTPServer", "Kernel", "Wire", "Crypto",
                "Bytes", "TestSupport",
            ]),
        .testTarget(
            name: "SealCommandsTests",
            dependencies: [
                "SealCommands", "AuditTrail", "Wiring", "PKI", "ClusterSettings", "PolicyFile", "StakeRBAC",
                "SealAuthN", "DevLedger",
                "SuiLedger",
                "Attestation", "EnclaveBoot", "EnclaveSimulator", "NSM", "Configuration", "HTTPServer", "Kernel",
                "Wire", "Crypto", "Bytes", "Telemetry", "TestSupport",
            ]),
        .testTarget(
            name: "SealAuthNTests",
            dependencies: ["SealAuthN", "SuiLedger", "Kernel", "Wire", "Crypto", "Bytes", "TestSupport"]),
        .testTarget(
            name: "StakeRBACTests",
            dependencies: [
                "StakeRBAC", "Reviews", "SealAuthN", "Configuration", "Kernel", "Wire", "Crypto", "Bytes",
                "TestSupport",
            ]),
        .testTarget(
            name: "PolicyFileTests",
            dependencies: [
                "PolicyFile", "StakeRBAC", "SealAuthN", "Configuration", "Kernel", "Crypto", "Bytes", "TestSupport",
            ]),
        .testTarget(
            name: "AttestationTests",
            dependencies: ["Attestation", "EnclaveSimulator", "Wire", "Crypto", "Kernel", "Bytes", "TestSupport"]),
        .testTarget(name: "NSMTests", dependencies: ["NSM", "Kernel", "Bytes"]),
        .testTarget(
            name: "EnclaveSimulatorTests",
            dependencies: ["EnclaveSimulator", "NSM", "Attestation", "Kernel", "Crypto", "Bytes", "COpenSSL"]),
        .testTarget(
            name: "EnclaveBootTests",
            dependencies: [
                "EnclaveBoot", "EnclaveSimulator", "NSM", "PKI", "Attestation", "Configuration", "HTTPServer",
                "Operations", "Telemetry", "Kernel", "Wire", "Crypto", "Bytes", "COpenSSL", "TestSupport",
            ]),
        .testTarget(
            name: "OperationsTests",
            dependencies: [
                "Operations", "Configuration", "HTTPServer", "Telemetry", "AuditTrail", "Kernel", "Bytes",
                "TestSupport",
            ]),
        .testTarget(
            name: "WiringTests",
            dependencies: ["Wiring", "StakeRBAC", "SealAuthN", "Reviews", "Configuration", "Wire", "Crypto", "Kernel"]),
        .testTarget(
            name: "KubeClientTests",
            dependencies: [
                "KubeClient", "HTTPClient", "HTTPServer", "Configuration", "Kernel", "Wire", "Crypto", "Bytes",
                "TestSupport",
            ]),
        .testTarget(
            name: "WorkerProtocolTests",
            dependencies: ["WorkerProtocol", "SuiLedger", "Kernel", "Wire", "Crypto", "Bytes", "TestSupport"]),
        .testTarget(
            name: "SealControllerTests",
            dependencies: [
                "SealController", "KubeClient", "WorkerProtocol", "SealAuthN", "StakeRBAC", "SuiLedger", "DevLedger",
                "PolicyFile", "Wiring",
                "ClusterSettings", "ClusterChain", "Configuration", "Operations", "Telemetry", "HTTPClient",
                "HTTPServer", "Kernel",
                "Wire", "Crypto", "Bytes", "TestSupport", "AuditTrail",
            ]),
        .testTarget(
            name: "StakeWorkerTests",
            dependencies: [
                "StakeWorker", "WorkerProtocol", "Attestation", "EnclaveSimulator", "NSM", "SealAuthN", "SuiLedger",
                "DevLedger", "ClusterSettings", "Configuration", "Operations", "Telemetry", "HTTPClient", "HTTPServer",
                "Kernel", "Wire", "Crypto", "Bytes", "TestSupport",
            ]),
        .testTarget(name: "ReviewsTests", dependencies: ["Reviews", "Wire", "TestSupport"]),
        .testTarget(
            name: "WebhookServerTests",
            dependencies: [
                "WebhookServer", "Reviews", "Wire", "Crypto", "Kernel", "Bytes", "HTTPClient", "SealAuthN",
                "StakeRBAC", "PolicyFile", "SuiLedger", "ClusterSettings", "ClusterChain", "Telemetry", "Operations",
                "TestSupport",
            ]),
    ],
    swiftLanguageModes: [.v6],
    cxxLanguageStandard: .cxx17
)

// One list of switches, so that no module can be laxer than its neighbour.
for target in package.targets where [.regular, .executable, .test].contains(target.type) {
    let isC = ["CLinux", "CSimdjson"].contains(target.name)
    guard !isC else { continue }
    target.swiftSettings = [
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("InternalImportsByDefault"),
        .enableUpcomingFeature("MemberImportVisibility"),
        .enableExperimentalFeature("Lifetimes"),
        .treatAllWarnings(as: .error),
    ]
    if target.type == .test {
        // What is tested is optimised as it ships; to optimise its tests as well takes longer than to run them.
        target.swiftSettings?.append(.unsafeFlags(["-Onone"], .when(configuration: .release)))
    }
    if target.type != .test && target.name != "TestSupport" {
        // Tests hand literals to C on purpose; what ships says `unsafe` wherever it is.
        target.swiftSettings?.append(.strictMemorySafety())
    }
}
