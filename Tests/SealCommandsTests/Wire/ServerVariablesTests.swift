// SPDX-License-Identifier: Apache-2.0
import Kernel
import Testing

@testable import SealCommands

@Suite struct ServerVariablesTests {
    @Test(arguments: [
        ("K3S_DAAS_OPS_ADDRESS=10.0.0.7:9090", "10.0.0.7:9090"),
        ("K3S_DAAS_OPS_ADDRESS=\"10.0.0.7:9090\"\n", "10.0.0.7:9090"),
        (
            "# where it is asked\nK3S_DAAS_LOG_FORMAT=json\n  K3S_DAAS_OPS_ADDRESS = '[fd00::7]:9090' \r\n",
            "[fd00::7]:9090"
        ),
        ("K3S_DAAS_OPS_ADDRESS=10.0.0.7:9090\nK3S_DAAS_OPS_ADDRESS=10.0.0.8:9091", "10.0.0.8:9091"),
        ("K3S_DAAS_OPS_ADDRESS=0.0.0.0:9191", "127.0.0.1:9191"), ("K3S_DAAS_OPS_ADDRESS=[::]:9191", "[::1]:9191"),
    ]) func `health is asked where the variable says`(_ text: String, _ address: String) {
        #expect(ServerVariables(Array(text.utf8)).operations?.description == address)
    }

    @Test(arguments: [
        "", "#K3S_DAAS_OPS_ADDRESS=10.0.0.7:9090", ";K3S_DAAS_OPS_ADDRESS=10.0.0.7:9090", "K3S_DAAS_OPS_ADDRESS",
        "K3S_DAAS_OPS_ADDRESS=", "K3S_DAAS_OPS_ADDRESS=10.0.0.7", "K3S_DAAS_LISTEN_ADDRESS=10.0.0.7:9090", "=x", "\"",
    ]) func `what says nothing of it changes nothing`(_ text: String) {
        #expect(ServerVariables(Array(text.utf8)).operations == nil)
    }
}
