// SPDX-License-Identifier: Apache-2.0
internal import ClusterChain
public import Operations

extension ControllerProgram {
    /// Which chain would decide, and whether machines may join.
    public static func summary(of configuration: ControllerConfiguration) -> ConfigurationSummary {
        let joins = configuration.kubernetes?.join == nil ? "no machine may join" : "machines may join"
        return ConfigurationSummary(text: "\(configuration.chain.summary)\n\(joins)\n")
    }
}
