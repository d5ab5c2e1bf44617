//! Pipes that are named like files: what is to come through them may be long in coming.

use std::path::{Path, PathBuf};

use kiosque::output::sanitise;
use kiosque::source;

/// Says which of the paths are named pipes: nothing else tells a reader why nothing happens until somebody writes. The
/// shell's own, as of `<(zcat feed.gz)`, have their writer already.
pub fn announce(paths: &[PathBuf]) {
    for path in paths.iter().filter(|path| is_named_pipe(path)) {
        let name = source::path_text(path);
        eprintln!("kiosque: {} is a pipe: waiting for what is written to it", sanitise::line(&name));
    }
}

#[cfg(unix)]
fn is_named_pipe(path: &Path) -> bool {
    use std::os::unix::fs::FileTypeExt;
    let of_the_shell = path.starts_with("/dev") || path.starts_with("/proc");
    !of_the_shell && path.metadata().is_ok_and(|metadata| metadata.file_type().is_fifo())
}

#[cfg(not(unix))]
fn is_named_pipe(_: &Path) -> bool {
    false
}
