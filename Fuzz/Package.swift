// swift-tools-version: 6.2
import PackageDescription

// Never a dependency of the product. Each target is named by what it eats, with the product it looks at; its corpus
// lies in Corpus/<target>. hack/fuzz builds and runs all of them.
let targets = [
    "FuzzRequestHead": "HTTPServer",
    "FuzzChunkedBody": "HTTPServer",
    "FuzzStreams": "HTTPServer",
    "FuzzJSON": "Wire",
    "FuzzCBOR": "Wire",
    "FuzzDocument": "Attestation",
    "FuzzReviews": "WebhookServer",
    "FuzzAdmission": "StakeRBAC",
    "FuzzYAML": "Configuration",
    "FuzzLedger": "WebhookServer",
    "FuzzSui": "SuiLedger",
    "FuzzDevNode": "DevLedger",
    "FuzzTokens": "SealAuthN",
    "FuzzNSM": "NSM",
    "FuzzPolicy": "PolicyFile",
    "FuzzProvision": "Attestation",
    "FuzzEIF": "Attestation",
    "FuzzJoin": "WorkerProtocol",
    "FuzzMetrics": "Telemetry",
    "FuzzAudit": "AuditTrail",
]

let package = Package(
    name: "Fuzz",
    dependencies: [.package(name: "k3s-daas", path: "..")],
    targets: [.target(name: "FuzzDriver")]
        + targets.map { name, product in
            .executableTarget(
                name: name, dependencies: ["FuzzDriver", .product(name: product, package: "k3s-daas")])
        },
    swiftLanguageModes: [.v6]
)
