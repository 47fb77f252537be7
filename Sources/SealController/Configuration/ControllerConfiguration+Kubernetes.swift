// SPDX-License-Identifier: Apache-2.0

extension ControllerConfiguration {
    /// The cluster that machines join, and what is done there.
    public struct Kubernetes: Sendable, Equatable {
        /// How the apiserver is asked.
        public var access: Access
        /// What lets machines join; `nil` where none does.
        public var join: Join?
        /// What is done about machines whose stake is lost; `nil` for nothing.
        public var reaction: Reaction?
        /// Who is told of changes of stakes; `nil` for nobody.
        public var notices: Notices?
        /// How home namespaces follow the stake; `nil` where nobody has one by us.
        public var namespaces: Namespaces?
        /// How requests that stand on chain are carried out; `nil` where they are not.
        public var requests: Requests?
        /// Who of several acts.
        public var lease: Lease
    }

    /// How the apiserver is asked.
    public enum Access: Sendable, Equatable {
        /// By a kubeconfig.
        case kubeconfig(String)
        /// As the service account of the pod that this is.
        case inCluster
    }

    /// What lets machines join.
    public struct Join: Sendable, Equatable {
        /// k3s' server as machines reach it: `https://…`.
        public var serverURL: String
        /// A copy of the server's `server-ca.crt`.
        public var authorityFile: String
        /// The operator's key, alone in a file.
        public var keyFile: String
        /// Whether one of our groups may read it, as it may a Secret's file.
        public var isKeyGroupReadable: Bool
        /// How long a nonce may be signed.
        public var challengeLifetime: Duration
        /// How long a join token opens the door.
        public var tokenLifetime: Duration
    }

    /// What is done about machines whose stake is lost.
    public struct Reaction: Sendable, Equatable {
        /// How long pods are asked to leave before they are deleted.
        public var grace: Duration
        /// How long after that volumes may take to be detached.
        public var settle: Duration
        /// The part of all machines that may be removed for one cause in ten minutes, in percent.
        public var guardPercent: Int
        /// How many may be in any case.
        public var guardLeast: Int
        /// The operator's own machines.
        public var trusted: [String]
    }

    /// Who of several acts.
    public struct Lease: Sendable, Equatable {
        /// The namespace of the lease.
        public var namespace: String
        /// Its name.
        public var name: String
        /// How long others wait for a holder that says nothing.
        public var duration: Duration
    }
}
