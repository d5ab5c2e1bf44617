//! The names of files in the index, which do not depend on the path by which a file is reached.

use std::path::{Component, Path, PathBuf};

use crate::source::{self, path_text};

/// The folder that names are relative to. The first run fixes it, so that a later run on a folder below it finds the same
/// names.
pub struct Corpus {
    root: Option<String>,
}

impl Corpus {
    /// A corpus with the root of the index's stamp.
    pub fn new(root: Option<&str>) -> Self {
        Self { root: root.map(|root| root.trim_end_matches('/').to_owned()) }
    }

    /// The name of a file: its path below the root, else its whole path. A file that is called `-` as standard input is has the
    /// name `./-`.
    pub fn name(&self, file: &Path) -> String {
        if file == Path::new(source::STDIN) {
            return source::STDIN.to_owned();
        }
        let text = path_text(file);
        let below = self.root.as_deref().and_then(|root| text.strip_prefix(root)?.strip_prefix('/'));
        match below {
            Some(source::STDIN) => format!("./{}", source::STDIN),
            Some(below) => below.to_owned(),
            None => text,
        }
    }

    /// The inverse of [`Corpus::name`].
    pub fn path(&self, name: &str) -> String {
        match &self.root {
            Some(root) if name != source::STDIN && !Path::new(name).is_absolute() => {
                format!("{root}/{}", name.trim_start_matches("./"))
            }
            _ => name.to_owned(),
        }
    }

    /// How the names begin of the files that are `path` or lie below it, and of some others perhaps.
    pub fn names_below(&self, path: &Path) -> Vec<String> {
        let path = path_text(path);
        let mut names = vec![path.trim_end_matches('/').to_owned()];
        if let Some(root) = &self.root {
            if is_below(root, &path) {
                // All that lies below the root does.
                names.push(String::new());
            } else if let Some(below) = path.strip_prefix(root.as_str()).and_then(|rest| rest.strip_prefix('/')) {
                names.extend([below.trim_end_matches('/').to_owned(), format!("./{below}")]);
            }
        }
        names
    }

    /// Whether the file called `name` is `path`, or lies below it.
    pub fn is_below(&self, name: &str, path: &Path) -> bool {
        name != source::STDIN && is_below(&self.path(name), &path_text(path))
    }
}

/// Whether one path, as text, is the other or lies below it.
pub fn is_below(path: &str, folder: &str) -> bool {
    path.strip_prefix(folder.trim_end_matches('/')).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// The other paths of `path`, which follow some of the symbolic links in it and not others. It need not exist: its last parts
/// are then put behind the deepest folder that does.
pub fn spellings(path: &Path) -> Vec<PathBuf> {
    let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let mut found = Vec::new();
    for folder in path.ancestors() {
        let (Ok(real), Ok(rest)) = (folder.canonicalize(), path.strip_prefix(folder)) else { continue };
        let mut spelling = real;
        for part in rest.components() {
            match part {
                Component::ParentDir => drop(spelling.pop()),
                part => spelling.push(part),
            }
        }
        if !found.contains(&spelling) {
            found.push(spelling);
        }
    }
    found
}

/// The deepest folder that contains all files and folders among `paths`; the folder itself, if there is only one.
pub fn common_root(paths: &[PathBuf]) -> Option<PathBuf> {
    let on_disk = paths.iter().filter(|path| !source::paths::is_feed(path));
    let mut folders = on_disk.map(|path| if path.is_dir() { path } else { path.parent().unwrap_or(path) });
    let first = folders.next()?;
    folders
        .try_fold(first, |root, folder| root.ancestors().find(|ancestor| folder.starts_with(ancestor)))
        .map(Path::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_relative_to_the_root() {
        #[track_caller]
        fn check(root: Option<&str>, file: &str, expected: &str) {
            assert_eq!(Corpus::new(root).name(Path::new(file)), expected);
        }
        check(Some("/data/press"), "/data/press/lemonde/a.html", "lemonde/a.html");
        check(Some("/data/press"), "/data/pressing/a.html", "/data/pressing/a.html");
        check(Some("/"), "/data/a.html", "data/a.html");
        check(None, "/data/a.html", "/data/a.html");
        check(Some("/data"), "-", "-");
        check(Some("/data"), "/data/-", "./-");
        check(Some("/data"), "/data/a/-", "a/-");
    }

    #[test]
    fn names_are_below_paths() {
        #[track_caller]
        fn check(name: &str, path: &str, expected: bool) {
            assert_eq!(Corpus::new(Some("/data")).is_below(name, Path::new(path)), expected, "{name} {path}");
        }
        check("lemonde/a.html", "/data/lemonde", true);
        check("lemonde/a.html", "/data", true);
        check("lemonde/a.html", "/", true);
        check("lemonde/a.html", "/data/lemonde/a.html", true);
        check("lemonde/a.html", "/data/lemond", false);
        check("/elsewhere/a.html", "/data", false);
        check("/elsewhere/a.html", "/elsewhere", true);
        check("-", "/", false);
        check("./-", "/data", true);
        check("./-", "/data/-", true);
    }

    #[test]
    fn names_of_files_below_a_path_begin_so() {
        let corpus = Corpus::new(Some("/data"));
        let names = ["lemonde/a.html", "lemonde", "lemonde-2/a.html", "/elsewhere/a.html", "./-", "-x", "-"];
        for path in ["/", "/data", "/data/", "/data/lemonde", "/data/lemonde/a.html", "/data/-", "/elsewhere", "-"] {
            let path = Path::new(path);
            let begins = corpus.names_below(path);
            for name in names.iter().filter(|name| corpus.is_below(name, path)) {
                assert!(begins.iter().any(|begin| name.starts_with(begin)), "{name} {path:?} {begins:?}");
            }
        }
        assert_eq!(corpus.names_below(Path::new("/data/lemonde")), ["/data/lemonde", "lemonde", "./lemonde"]);
    }

    #[test]
    fn the_root_is_the_deepest_folder_above_all() {
        #[track_caller]
        fn check(paths: &[&str], expected: &str) {
            let paths: Vec<PathBuf> = paths.iter().map(PathBuf::from).collect();
            assert_eq!(common_root(&paths), Some(PathBuf::from(expected)));
        }
        check(&["/none/a.html"], "/none");
        check(&["/none/b/a.html", "/none/c/d/e.html", "/none/b"], "/none");
        check(&["/none/a.html", "/other/a.html"], "/");
        check(&["-", "/none/a.html"], "/none");
        assert_eq!(common_root(&["-".into()]), None);
    }
}
