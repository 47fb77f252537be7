// SPDX-License-Identifier: Apache-2.0
import Kernel

/// Which apiserver runs beside the tests: Tests/EndToEnd/kube-client starts a stand-in and, where there is one, a real one, and says so.
enum Apiserver {
    private static let variables = ProcessEnvironment.variables
    static let kubeconfig = variables["K3S_DAAS_APISERVER_KUBECONFIG"]
    /// Whether it is a kube-apiserver: a stand-in keeps no budgets and no graces, and knows nothing of who owns which field.
    static let isReal = kubeconfig != nil && variables["K3S_DAAS_APISERVER_IS_REAL"] == "yes"
}
