// SPDX-License-Identifier: Apache-2.0
public import Configuration

extension WiringPlan {
    /// Reads what ``yaml`` wrote; `name` is what messages call the file.
    public init(yaml bytes: Span<UInt8>, name: String) throws(ConfigurationError) {
        _ = try YAMLDocument.parse(bytes, name: name)
        self.init(.k3s)
    }

    /// The plan as a file.
    public var yaml: String { "" }
}
