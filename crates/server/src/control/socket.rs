//! Where the socket is.

use std::fs::File;
use std::io;
use std::os::fd::AsRawFd as _;
use std::path::{Path, PathBuf};

/// The socket's name in the data folder.
const NAME: &str = "control";

/// A name of the socket that fits into an address, however deep the folder lies: addresses of sockets have 108 bytes
/// (unix(7)). It holds as long as the folder is kept open.
pub(super) struct Address {
    folder: File,
}

impl Address {
    pub(super) fn within(folder: &Path) -> io::Result<Self> {
        Ok(Self {
            folder: File::open(folder)?,
        })
    }

    pub(super) fn path(&self) -> PathBuf {
        format!("/proc/self/fd/{}/{NAME}", self.folder.as_raw_fd()).into()
    }
}
