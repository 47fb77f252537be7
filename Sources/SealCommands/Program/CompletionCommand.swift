// SPDX-License-Identifier: Apache-2.0
internal import Configuration

/// Scripts that let a shell complete what a program takes; made from the commands themselves.
struct CompletionCommand {
    private enum Shell: String, CaseIterable, Sendable { case bash, zsh, fish, kubectl }

    private let table: CommandTable

    /// The command of the program whose table it is, which is there by the time that the command runs.
    static func command(of program: String = "sealctl", _ table: @escaping @Sendable () -> CommandTable) -> Command {
        let isPlugin = program.hasPrefix("kubectl-")
        var details = """
            bash:  source <(\(program) completion bash)
            zsh:   source <(\(program) completion zsh)
            fish:  \(program) completion fish | source
            """
        if isPlugin {
            details += """


                kubectl completes its plugins by programs of their own: write the script for it into a folder of $PATH, as
                kubectl_complete-seal, and make it executable.
                """
        } else {
            details +=
                "\n\n`kubectl seal` completes by `kubectl-seal completion`, within kubectl by `kubectl-seal completion kubectl`."
        }
        return Command(
            words: ["completion"], summary: "Writes a script that completes commands and flags in a shell.",
            operands: [Operand("SHELL", isPlugin ? "bash, zsh, fish or kubectl" : "bash, zsh or fish")],
            details: details
        ) { invocation throws(CommandFailure) in
            let completion = CompletionCommand(table: table())
            switch try invocation.operand(0, "SHELL", ValueKind<Shell>.oneOf) {
            case .bash: return .script(completion.bash)
            case .zsh: return .script(completion.zsh)
            case .fish: return .script(completion.fish)
            case .kubectl:
                guard isPlugin else { throw CommandFailure("SHELL must be one of bash, zsh, fish", .usage) }
                return .script(completion.kubectl)
            }
        }
    }

    /// The name of the function that completes: a dash is in no shell's way, but a place in a name it is.
    private var function: String { "_" + String(table.program.map { $0 == "-" ? "_" : $0 }) }

    /// What may follow each beginning.
    private var rows: [(words: String, next: [String])] {
        var rows: [(words: String, next: [String])] = [("", table.words(after: []))]
        for group in table.words(after: []) {
            let next = table.words(after: [group])
            if !next.isEmpty { rows.append((group, next)) }
        }
        for command in table.all {
            let words = command.words.joined(separator: " ")
            let flags = command.allSettings.map(\.flag) + ["--help"]
            if let index = rows.firstIndex(where: { $0.words == words }) {
                rows[index].next += flags
            } else {
                rows.append((words, flags))
            }
        }
        return rows
    }

    /// The flags after which a file is named, as a shell's pattern.
    private var fileFlags: String {
        var flags: [String] = []
        for setting in table.all.flatMap(\.allSettings) where setting.takesFile && !flags.contains(setting.flag) {
            flags.append(setting.flag)
        }
        return flags.joined(separator: "|")
    }

    /// The part that bash and zsh read alike: `$words` are those that were typed, `$next` those that may follow.
    private var search: String {
        let cases = rows.map { "            ('\($0.words)') next='\($0.next.joined(separator: " "))' ;;\n" }.joined()
        return """
                # Arguments come after a command's words: the longest beginning that is known counts.
                while :; do
                    case $line in
            \(cases)        esac
                    [[ -n $next || $line != *' '* ]] && break
                    line=${line% *}
                done

            """
    }

    private var bash: String {
        """
        \(function)() {
            local word line='' next=''
            for word in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
                [[ $word == -* ]] || line+="${line:+ }$word"
            done
        \(search)    case ${COMP_WORDS[COMP_CWORD-1]} in
                \(fileFlags)) compopt -o default; COMPREPLY=(); return ;;
            esac
            mapfile -t COMPREPLY < <(compgen -W "$next" -- "${COMP_WORDS[COMP_CWORD]}")
        }
        complete -F \(function) \(table.program)

        """
    }

    /// What kubectl runs to complete a plugin: candidates in lines, then what to do with them (4: offer no files).
    private var kubectl: String {
        """
        #!/usr/bin/env bash
        line='' next=''
        for word in "${@:1:$#-1}"; do
            [[ $word == -* ]] || line+="${line:+ }$word"
        done
        \(search)compgen -W "$next" -- "${!#}"
        echo :4

        """
    }

    private var zsh: String {
        """
        #compdef \(table.program)
        \(function)() {
            local word line='' next=''
            for word in "${(@)words[2,CURRENT-1]}"; do
                [[ $word == -* ]] || line+="${line:+ }$word"
            done
        \(search)    if [[ ${words[CURRENT-1]} == (\(fileFlags)) ]]; then
                _files
            else
                compadd -- ${=next}
            fi
        }
        (( ! $+functions[compdef] )) || compdef \(function) \(table.program)

        """
    }

    private var fish: String {
        var lines = ["complete -c \(table.program) -f"]
        func quoted(_ text: String) -> String {
            "'" + text.map { $0 == "'" || $0 == "\\" ? "\\\($0)" : "\($0)" }.joined() + "'"
        }
        for group in table.words(after: []) {
            let summary = table.all.first { $0.words == [group] }?.summary ?? ""
            lines.append("complete -c \(table.program) -n __fish_use_subcommand -a \(group) -d \(quoted(summary))")
        }
        for command in table.all {
            var condition = "__fish_seen_subcommand_from \(command.words[0])"
            if command.words.count == 2 {
                let others = table.words(after: [command.words[0]]).joined(separator: " ")
                lines.append(
                    "complete -c \(table.program) -n '\(condition); and not __fish_seen_subcommand_from \(others)' "
                        + "-a \(command.words[1]) -d \(quoted(command.summary))")
                condition += "; and __fish_seen_subcommand_from \(command.words[1])"
            }
            for setting in command.allSettings {
                let value = setting.isSwitch ? "" : setting.takesFile ? " -r -F" : " -x"
                let letter = setting.letter.map { " -s \($0)" } ?? ""
                lines.append(
                    "complete -c \(table.program) -n '\(condition)' -l \(setting.name)\(letter)\(value) -d \(quoted(setting.help))"
                )
            }
        }
        return lines.joined(separator: "\n") + "\n"
    }
}

extension AnySetting {
    /// Whether its value is a file.
    fileprivate var takesFile: Bool { placeholder == "FILE" }
}
