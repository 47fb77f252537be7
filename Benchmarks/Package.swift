// swift-tools-version: 6.2
import PackageDescription

// Never a dependency of the product. hack/bench and hack/bench-revocation build and run it.
let package = Package(
    name: "Benchmarks",
    dependencies: [.package(name: "k3s-daas", path: "..")],
    targets: [
        .executableTarget(
            name: "Micro",
            dependencies: [
                .product(name: "Attestation", package: "k3s-daas"),
                .product(name: "AuditTrail", package: "k3s-daas"),
                .product(name: "EnclaveSimulator", package: "k3s-daas"),
                .product(name: "HTTPServer", package: "k3s-daas"),
                .product(name: "SealAuthN", package: "k3s-daas"),
                .product(name: "StakeRBAC", package: "k3s-daas"),
                .product(name: "SuiLedger", package: "k3s-daas"),
                .product(name: "WebhookServer", package: "k3s-daas"),
                .product(name: "Wire", package: "k3s-daas"),
            ]),
        .executableTarget(
            name: "Lookups",
            dependencies: [
                .product(name: "SuiLedger", package: "k3s-daas"), .product(name: "Wire", package: "k3s-daas"),
            ]),
        .executableTarget(name: "Allocations", dependencies: [.product(name: "SealAuthN", package: "k3s-daas")]),
        .executableTarget(
            name: "CannedNode",
            dependencies: [
                .product(name: "DevLedger", package: "k3s-daas"), .product(name: "SealAuthN", package: "k3s-daas"),
                .product(name: "WebhookServer", package: "k3s-daas"),
            ]),
        .target(
            name: "LocalCluster",
            dependencies: [
                .product(name: "SealAuthN", package: "k3s-daas"), .product(name: "SuiLedger", package: "k3s-daas"),
                .product(name: "WebhookServer", package: "k3s-daas"),
            ]),
        .executableTarget(
            name: "Stakers",
            dependencies: [
                "LocalCluster",
                .product(name: "SuiLedger", package: "k3s-daas"), .product(name: "WebhookServer", package: "k3s-daas"),
            ]),
        .executableTarget(
            name: "Askers",
            dependencies: [
                "LocalCluster", .product(name: "SealAuthN", package: "k3s-daas"),
                .product(name: "StakeRBAC", package: "k3s-daas"), .product(name: "SuiLedger", package: "k3s-daas"),
            ]),
        .executableTarget(
            name: "Workers",
            dependencies: [
                "LocalCluster", .product(name: "SuiLedger", package: "k3s-daas"),
                .product(name: "WorkerProtocol", package: "k3s-daas"),
            ]),
        .executableTarget(
            name: "Machines", dependencies: ["LocalCluster", .product(name: "SuiLedger", package: "k3s-daas")]),
        .executableTarget(
            name: "Tables",
            dependencies: [
                .product(name: "SealAuthN", package: "k3s-daas"), .product(name: "SuiLedger", package: "k3s-daas"),
            ]),
    ],
    swiftLanguageModes: [.v6]
)
