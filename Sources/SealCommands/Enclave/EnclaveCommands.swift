// SPDX-License-Identifier: Apache-2.0

/// Enclaves: what they measure, and whether one is what it should be.
enum EnclaveCommands {
    static let all: [Command] =
        [
            EnclaveVerify.command, EnclavePCRs.command, ProvisionCommand.command, StateKeyCommand.command,
            StateRestore.command,
        ] + StateBackup.all + ProvisionWrapped.all + EnclaveRegister.all
}
