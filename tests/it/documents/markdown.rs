//! The blocks of commands in a text of Markdown.

pub struct Block {
    pub line: usize,
    pub is_console: bool,
    pub lines: Vec<String>,
    pub mark: Mark,
}

pub enum Mark {
    /// The exit code of the last command.
    Run(i32),
    NotRun,
}

pub fn blocks(text: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut lines = text.lines().enumerate();
    let mut mark = Mark::Run(0);
    while let Some((number, line)) = lines.next() {
        let Some(language) = line.strip_prefix("```") else {
            if let Some(comment) = line.strip_prefix("<!-- ").and_then(|rest| rest.strip_suffix(" -->")) {
                mark = read_mark(comment);
            } else if !line.is_empty() {
                mark = Mark::Run(0);
            }
            let indented = line.strip_prefix("    ").unwrap_or_default();
            let is_command = ["$ ", "cargo ", "kiosque ", "python3 "].iter().any(|start| indented.starts_with(start));
            assert!(!is_command, "{line} belongs into a block of sh or console");
            continue;
        };
        let inside = lines.by_ref().map(|(_, line)| line.to_owned()).take_while(|line| line != "```");
        let block = Block { line: number + 1, is_console: language == "console", lines: inside.collect(), mark };
        mark = Mark::Run(0);
        if matches!(language, "sh" | "console") {
            blocks.push(block);
        } else {
            let is_command = |line: &String| line.starts_with("$ ") || line.starts_with("kiosque ");
            assert!(!block.lines.iter().any(is_command), "{:?} belongs into a block of sh or console", block.lines);
        }
    }
    blocks
}

fn read_mark(comment: &str) -> Mark {
    if let Some(code) = comment.strip_prefix("exit ") {
        return Mark::Run(code.parse().unwrap());
    }
    if comment.starts_with("not run: ") { Mark::NotRun } else { Mark::Run(0) }
}
