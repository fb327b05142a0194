using System.CommandLine;
using MesaBench.Cli.Screens;
using MesaBench.Experiments;

namespace MesaBench.Cli.Completion;

/// <summary><c>mesabench completion</c>: a script with which a shell completes command lines of the program.</summary>
internal static class CompletionCommand
{
    private static readonly Dictionary<string, string> Scripts = new() { ["bash"] = Bash, ["fish"] = Fish, ["pwsh"] = Pwsh, ["zsh"] = Zsh };

    public static Command Create(Screen screen)
    {
        Argument<string> shell = new("shell") { Description = string.Join(", ", Scripts.Keys), CompletionSources = { _ => Scripts.Keys } };
        Command command = new("completion", "Print a script with which a shell completes command lines, as in: source <(mesabench completion bash)") { shell };
        command.SetAction(parsed =>
        {
            string wanted = parsed.GetValue(shell)!;
            if (!Scripts.TryGetValue(wanted, out string? script))
                return Report.Problems(screen.Error, "completion", [new Problem("shell", wanted, Names.Suggest(wanted, [.. Scripts.Keys]))]);
            screen.Text.Write(script.ReplaceLineEndings("\n"));
            return ExitCodes.Ok;
        });
        return command;
    }

    // Where the program has nothing to say, files are completed.
    private const string Bash = """
        # Completion of mesabench for bash. In ~/.bashrc: source <(mesabench completion bash)
        _mesabench() {
            local program=${1/#\~/$HOME} line=${COMP_LINE:0:COMP_POINT} found
            COMPREPLY=()
            while IFS= read -r found; do COMPREPLY+=("${found%%$'\t'*}"); done < <("$program" complete -- "${line#*"$1"}" 2>/dev/null)
        }
        complete -o default -F _mesabench mesabench

        """;

    private const string Zsh = """
        #compdef mesabench
        # Completion of mesabench for zsh. In ~/.zshrc, after compinit: source <(mesabench completion zsh)
        _mesabench() {
            local -a found
            local line
            for line in "${(@f)$(${~words[1]} complete -- "${(j: :)words[2,CURRENT-1]} $PREFIX" 2>/dev/null)}"; do
                [[ -n $line ]] && found+=("${${line%%$'\t'*}//:/\\:}:${line#*$'\t'}")
            done
            if (( $#found )); then _describe mesabench found; else _files; fi
        }
        compdef _mesabench mesabench

        """;

    private const string Fish = """
        # Completion of mesabench for fish. In ~/.config/fish/config.fish: mesabench completion fish | source
        function __mesabench_complete
            set -l words (commandline -opc)
            $words[1] complete -- (string replace -r '^\s*\S+\s?' '' -- (commandline -cp)) 2>/dev/null
        end
        complete -c mesabench -a '(__mesabench_complete)'

        """;

    private const string Pwsh = """
        # Completion of mesabench for PowerShell. In $PROFILE: mesabench completion pwsh | Out-String | Invoke-Expression
        Register-ArgumentCompleter -Native -CommandName mesabench -ScriptBlock {
            param($word, $ast, $cursor)
            $length = $cursor - $ast.Extent.StartOffset
            $typed = $ast.ToString().PadRight($length).Substring(0, $length) -replace '^\s*\S+\s?', ''
            mesabench complete -- "$typed" 2>$null | ForEach-Object {
                $label, $told = $_ -split "`t", 2
                if (-not $told) { $told = $label }
                [System.Management.Automation.CompletionResult]::new($label, $label, 'ParameterValue', $told)
            }
        }

        """;
}
