// SPDX-License-Identifier: Apache-2.0

/// An admission configuration of the operator's, into which ours is put.
public enum AdmissionConfigurationMerge {
    /// A file of the operator's.
    public struct File: Sendable, Equatable {
        /// Where it stands: what is relative in it is meant from there.
        public let path: String
        /// What is in it.
        public let contents: [UInt8]

        /// Names a file.
        public init(path: String, contents: [UInt8]) {
            self.path = path
            self.contents = contents
        }
    }

    /// What there is before we come.
    public struct Existing: Sendable, Equatable {
        /// The admission configuration, an AdmissionConfiguration.
        public let configuration: File
        /// The kubeconfig that it names for webhooks (``AdmissionConfigurationMerge/kubeconfigPath(in:)``), if it names one.
        public let kubeconfig: File?

        /// Puts both together.
        public init(configuration: File, kubeconfig: File? = nil) {
            self.configuration = configuration
            self.kubeconfig = kubeconfig
        }
    }

    /// What is to be written.
    public struct Merged: Sendable, Equatable {
        /// The admission configuration: the operator's plugins, and ours.
        public let configuration: [UInt8]
        /// The kubeconfig by which the apiserver shows webhooks who it is: the operator's users, and ours.
        public let kubeconfig: [UInt8]
    }

    /// The kubeconfig that a configuration names for validating webhooks, as an absolute path; `nil` for none.
    public static func kubeconfigPath(in configuration: File) throws(WiringRefusal) -> String? { nil }

    /// Puts ours into what is there, or says why it cannot be.
    public static func merge(_ existing: Existing, for plan: WiringPlan) throws(WiringRefusal) -> Merged {
        throw .existing(existing.configuration.path, "cannot be merged yet")
    }
}
