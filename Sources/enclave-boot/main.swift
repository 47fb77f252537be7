// SPDX-License-Identifier: Apache-2.0
import Configuration
import EnclaveBoot
import Kernel

// Arguments, exit codes, and nothing else: what a command does is in EnclaveBoot.
let arguments = Array(CommandLine.arguments.dropFirst())
let outcome = Subcommand.run(arguments)
let isWritten = StandardStream.error.write(outcome.messages) && StandardStream.output.write(outcome.output)
ProcessEnd.leave(isWritten || outcome.exit != .ok ? outcome.exit.rawValue : ExitCode.inputOutput.rawValue)
