// swift-tools-version: 6.2
import PackageDescription

// Never a dependency of the product. Each target is named by what it eats; its corpus lies in Corpus/<target>.
let package = Package(
    name: "Fuzz",
    dependencies: [.package(name: "k3s-daas", path: "..")],
    targets: [
        .executableTarget(
            name: "FuzzYAML", dependencies: [.product(name: "Configuration", package: "k3s-daas")]),
        .executableTarget(
            name: "FuzzLedger", dependencies: [.product(name: "WebhookServer", package: "k3s-daas")]),
    ],
    swiftLanguageModes: [.v6]
)
