// SPDX-License-Identifier: Apache-2.0
internal import Configuration

/// Scripts that let a shell complete what `sealctl` takes; made from the commands themselves.
enum CompletionCommand {
    private enum Shell: String, CaseIterable, Sendable { case bash, zsh, fish }

    static let command = Command(
        words: ["completion"], summary: "Writes a script that completes commands and flags in a shell.",
        operands: [Operand("SHELL", "bash, zsh or fish")],
        details: """
            bash:  source <(sealctl completion bash)
            zsh:   source <(sealctl completion zsh)
            fish:  sealctl completion fish | source
            """
    ) { invocation throws(CommandFailure) in
        switch try invocation.operand(0, "SHELL", ValueKind<Shell>.oneOf) {
        case .bash: .script(bash)
        case .zsh: .script("autoload -U +X bashcompinit && bashcompinit\n" + bash)
        case .fish: .script(fish)
        }
    }

    /// A line of a table for each beginning: what may follow it.
    private static var table: [(words: String, next: [String])] {
        var rows: [(String, [String])] = [("", Commands.words(after: []))]
        for group in Commands.words(after: []) {
            let next = Commands.words(after: [group])
            if !next.isEmpty { rows.append((group, next)) }
        }
        return rows
            + Commands.all.map { command in
                let flags = (command.settings + [Flags.output]).map(\.flag) + ["--help"]
                return (command.words.joined(separator: " "), flags)
            }
    }

    private static var bash: String {
        let cases = table.map { row in
            "        '\(row.words)') next+=' \(row.next.joined(separator: " "))' ;;&\n"
        }.joined()
        return """
            _sealctl() {
                local word words='' next=''
                for word in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
                    [[ $word == -* ]] || words+="${words:+ }$word"
                done
                # Arguments come after a command's words: the longest beginning that is known counts.
                while :; do
                    case $words in
            \(cases)        esac
                    [[ -n $next || $words != *' '* ]] && break
                    words=${words% *}
                done
                case ${COMP_WORDS[COMP_CWORD-1]} in
                    --*-file) compopt -o default; COMPREPLY=(); return ;;
                esac
                mapfile -t COMPREPLY < <(compgen -W "$next" -- "${COMP_WORDS[COMP_CWORD]}")
            }
            complete -F _sealctl sealctl

            """
    }

    private static var fish: String {
        var lines = ["complete -c sealctl -f"]
        func quoted(_ text: String) -> String {
            "'" + text.map { $0 == "'" || $0 == "\\" ? "\\\($0)" : "\($0)" }.joined() + "'"
        }
        for group in Commands.words(after: []) {
            let summary = Commands.all.first { $0.words == [group] }?.summary ?? ""
            lines.append("complete -c sealctl -n __fish_use_subcommand -a \(group) -d \(quoted(summary))")
        }
        for command in Commands.all {
            var condition = "__fish_seen_subcommand_from \(command.words[0])"
            if command.words.count == 2 {
                let others = Commands.words(after: [command.words[0]]).joined(separator: " ")
                lines.append(
                    "complete -c sealctl -n '\(condition); and not __fish_seen_subcommand_from \(others)' "
                        + "-a \(command.words[1]) -d \(quoted(command.summary))")
                condition += "; and __fish_seen_subcommand_from \(command.words[1])"
            }
            for setting in command.settings + [Flags.output] {
                let value = setting.isSwitch ? "" : setting.name.hasSuffix("-file") ? " -r -F" : " -x"
                let letter = setting.letter.map { " -s \($0)" } ?? ""
                lines.append(
                    "complete -c sealctl -n '\(condition)' -l \(setting.name)\(letter)\(value) -d \(quoted(setting.help))"
                )
            }
        }
        return lines.joined(separator: "\n") + "\n"
    }
}
