//! The folder of an index, as tantivy sees it. It is tantivy's `MmapDirectory` but for three things:
//!
//! - files get the permissions that the umask says, where tantivy's temporary files are their owner's alone;
//! - an index that may only be read can be searched: no lock is asked for where none can be had;
//! - `meta.json`, the list of the segments of a commit, carries a checksum, as every file of a segment does in its footer.

use std::fs::{Permissions, metadata};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use tantivy::Directory;
use tantivy::directory::error::{DeleteError, LockError, OpenDirectoryError, OpenReadError, OpenWriteError};
use tantivy::directory::{
    DirectoryLock, FileHandle, INDEX_WRITER_LOCK, Lock, MmapDirectory, WatchCallback, WatchHandle, WritePtr,
};
use twox_hash::XxHash3_64;

/// The list of the segments of the last commit.
pub const META: &str = "meta.json";

/// The list of the files that tantivy made and may delete.
pub const MANAGED: &str = ".managed.json";

/// The folder of an index, with checksums and permissions that tantivy's own lacks.
#[derive(Debug, Clone)]
pub struct Folder {
    path: PathBuf,
    mapped: MmapDirectory,
}

impl Folder {
    /// Opens a folder that is there.
    pub fn open(path: &Path) -> Result<Self, OpenDirectoryError> {
        Ok(Self { path: path.to_owned(), mapped: MmapDirectory::open(path)? })
    }

    /// Whether `meta.json` has its checksum, as every version of an index has that this program can read.
    pub fn is_sealed(&self) -> bool {
        self.mapped.atomic_read(Path::new(META)).is_ok_and(|content| content.starts_with(SEAL.as_bytes()))
    }
}

impl Directory for Folder {
    fn get_file_handle(&self, path: &Path) -> Result<Arc<dyn FileHandle>, OpenReadError> {
        // Mapping a folder of that name would fail with words of the system's alone, and tantivy's `Footer::extract_footer`
        // takes the last eight bytes of a file that has four.
        if metadata(self.path.join(path)).is_ok_and(|found| !found.is_file() || found.len() < LEAST) {
            return Err(OpenReadError::wrap_io_error(ErrorKind::InvalidData.into(), path.to_owned()));
        }
        self.mapped.get_file_handle(path)
    }

    fn delete(&self, path: &Path) -> Result<(), DeleteError> {
        self.mapped.delete(path)
    }

    fn exists(&self, path: &Path) -> Result<bool, OpenReadError> {
        self.mapped.exists(path)
    }

    fn open_write(&self, path: &Path) -> Result<WritePtr, OpenWriteError> {
        self.mapped.open_write(path)
    }

    fn atomic_read(&self, path: &Path) -> Result<Vec<u8>, OpenReadError> {
        let content = self.mapped.atomic_read(path)?;
        if path != Path::new(META) || !content.starts_with(SEAL.as_bytes()) {
            return Ok(content);
        }
        unsealed(&content).ok_or_else(|| OpenReadError::wrap_io_error(ErrorKind::InvalidData.into(), path.to_owned()))
    }

    fn atomic_write(&self, path: &Path, content: &[u8]) -> io::Result<()> {
        let mut builder = tempfile::Builder::new();
        #[cfg(unix)]
        builder.permissions(<Permissions as std::os::unix::fs::PermissionsExt>::from_mode(0o666));
        let mut file = builder.tempfile_in(&self.path)?;
        if path == Path::new(META) {
            file.write_all(&sealed(content))?;
        } else {
            file.write_all(content)?;
        }
        file.as_file().sync_data()?;
        file.into_temp_path().persist(self.path.join(path))?;
        Ok(())
    }

    fn sync_directory(&self) -> io::Result<()> {
        self.mapped.sync_directory()
    }

    /// The writer's lock keeps other writers out. The other one only keeps a writer from deleting files that are being
    /// opened: whoever may not write there opens them without it, and once more should they be gone.
    fn acquire_lock(&self, lock: &Lock) -> Result<DirectoryLock, LockError> {
        match self.mapped.acquire_lock(lock) {
            Err(LockError::IoError(error)) if is_forbidden(&error) && lock.filepath != INDEX_WRITER_LOCK.filepath => {
                Ok(DirectoryLock::from(Box::new(())))
            }
            taken => taken,
        }
    }

    fn watch(&self, callback: WatchCallback) -> tantivy::Result<WatchHandle> {
        self.mapped.watch(callback)
    }
}

/// Whether what was asked needs rights that this user, or the mount, does not give.
pub fn is_forbidden(error: &io::Error) -> bool {
    matches!(error.kind(), ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem)
}

/// Every file of a segment ends with the length of its footer and a magic number.
const LEAST: u64 = 8;

const SEAL: &str = "{\"checksum\":\"";

/// A JSON object with the checksum of the rest as its first member.
fn sealed(object: &[u8]) -> Vec<u8> {
    let rest = object.strip_prefix(b"{").unwrap_or(object);
    let mut sealed = format!("{SEAL}{:016x}\",", XxHash3_64::oneshot(rest)).into_bytes();
    sealed.extend_from_slice(rest);
    sealed
}

/// The object that became `sealed`; none if it has changed since.
fn unsealed(sealed: &[u8]) -> Option<Vec<u8>> {
    let (checksum, rest) = sealed.strip_prefix(SEAL.as_bytes())?.split_at_checked(16)?;
    let rest = rest.strip_prefix(b"\",")?;
    (checksum == format!("{:016x}", XxHash3_64::oneshot(rest)).as_bytes()).then(|| [b"{", rest].concat())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seal_breaks_with_any_bit() {
        let object = b"{\"segments\": [1, 2]}";
        let sealed = sealed(object);
        assert!(serde_json::from_slice::<serde_json::Value>(&sealed).is_ok(), "others can still read it");
        assert_eq!(unsealed(&sealed).as_deref(), Some(object.as_slice()));
        assert_eq!(unsealed(object), None);
        for bit in 0..8 * sealed.len() {
            let mut broken = sealed.clone();
            broken[bit / 8] ^= 1 << (bit % 8);
            assert_eq!(unsealed(&broken), None, "bit {bit}");
        }
        for end in 0..sealed.len() {
            assert_eq!(unsealed(&sealed[..end]), None, "the first {end} bytes");
        }
    }
}
