// SPDX-License-Identifier: Apache-2.0
import Configuration
import Glibc
import Kernel
import SealCommands

// Arguments, the terminal, exit codes, and nothing else: what a command does is in SealCommands.
let outcome = Sealctl.run(
    Array(CommandLine.arguments.dropFirst()), environment: ProcessEnvironment.variables, console: Terminal.console)
let isWritten = StandardStream.error.write(outcome.messages) && StandardStream.output.write(outcome.output)
exit(isWritten || outcome.exit != .ok ? outcome.exit.rawValue : ExitCode.inputOutput.rawValue)
