//! `kiosque completions`: what a shell needs to complete kiosque's arguments, and the words of a query with it.

use std::io::{self, Write};
use std::process::ExitCode;

use clap::{Args, Command};
use clap_complete::Shell;

use crate::cli::failure::Failure;

/// Print a completion script for a shell: commands, options, the words of queries, newspapers, and ids
///
/// In bash, zsh and fish, the words of a query, what its `source:`, `auteur:` and `rubrique:` and the option `--source` take, and the ids that `show` and
/// `similar` take are completed from those of the index in ./index, or of the one that KIOSQUE_INDEX names, as `kiosque
/// suggest` has them.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Where your shell looks for it:
  kiosque completions bash > ~/.local/share/bash-completion/completions/kiosque
  kiosque completions zsh > \"${fpath[1]}/_kiosque\"
  kiosque completions fish > ~/.config/fish/completions/kiosque.fish
  kiosque completions powershell >> $PROFILE")]
pub struct Arguments {
    shell: Shell,
}

pub fn run(arguments: &Arguments, command: &mut Command) -> Result<ExitCode, Failure> {
    // The generator takes no failed write for an answer, but whoever reads may have gone.
    let mut script = Vec::new();
    clap_complete::generate(arguments.shell, command, "kiosque", &mut script);
    let script = String::from_utf8_lossy(&script);
    let script = match arguments.shell {
        Shell::Bash => format!("{script}{BASH_WORDS}"),
        Shell::Zsh => with_zsh_words(&script),
        Shell::Fish => format!("{script}{FISH_WORDS}"),
        _ => script.into_owned(),
    };
    io::stdout().write_all(script.as_bytes())?;
    Ok(ExitCode::SUCCESS)
}

/// What is neither a command nor an option, nor what follows one, is a word of a query or an id. bash parts words at colons,
/// and replaces what stands behind the last one alone. It takes the place of the script's own registration.
const BASH_WORDS: &str = r#"
_kiosque_or_words() {
    _kiosque "$@"
    local typed=${COMP_LINE:0:COMP_POINT} wanted= before word
    typed=${typed##* }
    if [[ $3 == --source || $3 == = && ${COMP_WORDS[COMP_CWORD - 2]} == --source ]]; then
        COMPREPLY=()
        while IFS= read -r word; do
            COMPREPLY+=("${word#source:}")
        done < <(kiosque suggest --words --in-place -- "source:$2" 2>/dev/null)
        return
    fi
    [[ $typed == *"$2" ]] || typed=$2
    before=${typed%"$2"}
    [[ $2 == : ]] && before=$typed
    case " ${COMP_WORDS[*]} " in
        *" search "* | *" facets "* | *" timeline "* | *" kwic "* | *" collocates "* | *" keywords "* | *" trends "* | *" export "*)
            wanted=--words ;;
        *" show "* | *" similar "*) wanted=--ids ;;
    esac
    if [[ ${#COMPREPLY[@]} -eq 0 && -n $wanted && -n $typed && $typed != -* && $3 != -* ]]; then
        while IFS= read -r word; do
            [[ $word == "$before"* ]] || continue
            word=${word#"$before"}
            # A page wrote it, and the line that it comes to stand in will be run.
            [[ $word == *[][\"\'\\\$\`\;\&\|\<\>\(\)\{\}\*\?\!\~\#\^\ ]* ]] && printf -v word %q "$word"
            COMPREPLY+=("$word")
        done < <(kiosque suggest "$wanted" --in-place -- "$typed" 2>/dev/null)
    fi
}
if [[ ${BASH_VERSINFO[0]} -gt 4 || ${BASH_VERSINFO[0]} -eq 4 && ${BASH_VERSINFO[1]} -ge 4 ]]; then
    complete -F _kiosque_or_words -o nosort -o bashdefault -o default kiosque
else
    complete -F _kiosque_or_words -o bashdefault -o default kiosque
fi
"#;

/// By frequency, and also where an accent is missing in what was typed.
const ZSH_WORDS: &str = r#"_kiosque_suggested() {
    local -a found
    [[ -n $PREFIX ]] && found=("${(@f)$(kiosque suggest $1 --in-place -- "$PREFIX" 2>/dev/null)}")
    compadd -U -V words -- ${found:#}
}

_kiosque_words() {
    _kiosque_suggested --words
}

_kiosque_sources() {
    local -a found
    found=("${(@f)$(kiosque suggest --words --in-place -- "source:$PREFIX" 2>/dev/null)}")
    found=("${found[@]#source:}")
    compadd -U -V words -- ${found:#}
}

_kiosque_ids() {
    _kiosque_suggested --ids
}

"#;

const FISH_WORDS: &str = "\
for command in search facets timeline kwic collocates keywords trends export similar duplicates
    complete -c kiosque -n \"__fish_kiosque_using_subcommand $command\" -l source -x -k \\
        -a \"(kiosque suggest --words --in-place -- source:(commandline -ct | string replace -r '^--source=' '') 2>/dev/null | string replace source: '')\"
end
for command in search facets timeline kwic collocates keywords trends export
    complete -c kiosque -n \"__fish_kiosque_using_subcommand $command\" -f -k \\
        -a \"(kiosque suggest --words --in-place -- (commandline -ct) 2>/dev/null)\"
end
for command in show similar
    complete -c kiosque -n \"__fish_kiosque_using_subcommand $command\" -f -k \\
        -a \"(kiosque suggest --ids -- (commandline -ct) 2>/dev/null)\"
end
";

/// The script with the words of queries, ids and names of newspapers in the place of files.
fn with_zsh_words(script: &str) -> String {
    let mut lines = String::with_capacity(script.len() + ZSH_WORDS.len());
    for line in script.lines() {
        // What follows runs the completion.
        if line.starts_with("if [ \"$funcstack[1]\"") {
            lines += ZSH_WORDS;
        }
        let is_query = line.starts_with("'*::words ") || line.starts_with("'*::queries ");
        let is_id = line.starts_with("':id ");
        let is_source = line.starts_with("'*--source=");
        lines += &match (is_query, is_id, is_source) {
            (true, ..) => line.replace(":_default'", ":_kiosque_words'"),
            (_, true, _) => line.replace(":_default'", ":_kiosque_ids'"),
            (.., true) => line.replace(":_default'", ":_kiosque_sources'"),
            _ => line.to_owned(),
        };
        lines.push('\n');
    }
    lines
}
