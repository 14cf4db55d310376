//! Small and read-only disks, mounted for one test.

use std::path::{Path, PathBuf};
use std::process::Command;

/// A file system of its own in memory, unmounted when dropped.
pub struct SmallDisk {
    folder: tempfile::TempDir,
}

impl SmallDisk {
    /// Mounts a disk of `kib` kibibytes; none if the system refuses.
    pub fn mount(kib: usize) -> Option<Self> {
        let folder = tempfile::tempdir().ok()?;
        let size = format!("size={kib}k");
        mount(&["-t", "tmpfs", "-o", &size, "tmpfs"], folder.path()).then_some(Self { folder })
    }

    /// Where it is mounted.
    pub fn path(&self) -> PathBuf {
        self.folder.path().to_owned()
    }

    /// Mounts it anew, writable or not.
    pub fn remount(&self, writable: bool) -> bool {
        let option = if writable { "remount,rw" } else { "remount,ro" };
        mount(&["-o", option], self.folder.path())
    }

    /// Changes its size.
    pub fn resize(&self, kib: usize) -> bool {
        let option = format!("remount,size={kib}k");
        mount(&["-o", &option], self.folder.path())
    }

    /// Fills what is left, up to the last block.
    pub fn fill(&self) {
        let ballast = self.path().join("ballast");
        for block in [1 << 16, 1 << 12] {
            let zeros = vec![0u8; block];
            let Ok(mut file) = std::fs::OpenOptions::new().create(true).append(true).open(&ballast) else { return };
            while std::io::Write::write_all(&mut file, &zeros).is_ok() {}
        }
    }

    /// Gives the room back that [`SmallDisk::fill`] took.
    pub fn empty(&self) {
        // A ballast that was never written has nothing to give back.
        let _ = std::fs::remove_file(self.path().join("ballast"));
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        // A disk that stays mounted is only untidy: the folder's name is never used again.
        let _ = Command::new("umount").arg("-l").arg(self.folder.path()).status();
    }
}

fn mount(arguments: &[&str], at: &Path) -> bool {
    let status = Command::new("mount").args(arguments).arg(at).stderr(std::process::Stdio::null()).status();
    status.is_ok_and(|status| status.success())
}
