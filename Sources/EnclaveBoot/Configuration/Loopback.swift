// SPDX-License-Identifier: Apache-2.0
public import Kernel

extension BootConfiguration {
    /// What k3s' apiserver and webhook-server know each other by, on this machine's loopback alone.
    public struct Loopback: Sendable, Equatable {
        /// The folder in memory that certificates and keys are written to.
        public var folder: String
        /// What is told who signs for webhook-server.
        public var manifests: [Manifest]
    }

    /// A file of the image that is not whole before the enclave has started.
    public struct Manifest: Sendable, Equatable {
        /// Where it lies in the image.
        public var from: String
        /// Where it is put.
        public var to: String
    }

    /// Who of the two a program is.
    public enum LoopbackEnd: String, Sendable, CaseIterable {
        /// It is asked: webhook-server.
        case server
        /// It asks: k3s, with the apiserver in it.
        case client
    }

    /// Whose the key of an end is; one that no program names is our own.
    public func owner(of end: LoopbackEnd) -> NewFile.Owner? { programs.first { $0.loopback == end }?.owner }
}
