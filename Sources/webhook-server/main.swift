// SPDX-License-Identifier: Apache-2.0
import Configuration
import Glibc
import Kernel
import WebhookServer

// Arguments, exit codes, and nothing else: what a command does is in WebhookServer.
let arguments = Array(CommandLine.arguments.dropFirst())
let outcome = Subcommand.run(arguments, environment: ProcessEnvironment.variables)
let isWritten = Output.write(outcome.messages, to: STDERR_FILENO) && Output.write(outcome.output, to: STDOUT_FILENO)
exit(isWritten || outcome.exit != .ok ? outcome.exit.rawValue : ExitCode.inputOutput.rawValue)
