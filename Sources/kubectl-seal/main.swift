// SPDX-License-Identifier: Apache-2.0
import Kernel
import SealCommands

// Arguments, the terminal, the exit code, and nothing else: what a command does is in SealCommands.
ProcessEnd.leave(
    Terminal.tell(
        KubectlSeal.run(
            Array(CommandLine.arguments.dropFirst()), environment: ProcessEnvironment.variables,
            console: Terminal.console)))
