// SPDX-License-Identifier: Apache-2.0
import Configuration
import Kernel
import StakeWorker

// Arguments, exit codes, and nothing else: what a command does is in StakeWorker.
let arguments = Array(CommandLine.arguments.dropFirst())
let outcome = Subcommand.run(arguments, environment: ProcessEnvironment.variables)
let isWritten = StandardStream.error.write(outcome.messages) && StandardStream.output.write(outcome.output)
ProcessEnd.leave(isWritten || outcome.exit != .ok ? outcome.exit.rawValue : ExitCode.inputOutput.rawValue)
