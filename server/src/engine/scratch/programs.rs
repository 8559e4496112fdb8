//! Server programs and users found on the machine.

use std::cmp::Reverse;
use std::ffi::OsStr;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use crate::config::program_folders;

/// Who a server runs as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct User {
    pub(super) uid: u32,
    pub(super) gid: u32,
}

impl User {
    /// The first of these users that exists.
    pub(super) fn find(names: &[&str]) -> Option<Self> {
        let accounts = fs::read_to_string("/etc/passwd").ok()?;
        names.iter().find_map(|name| Self::among(&accounts, name))
    }

    fn among(accounts: &str, name: &str) -> Option<Self> {
        accounts.lines().find_map(|line| {
            let mut parts = line.split(':');
            if parts.next()? != name {
                return None;
            }
            let uid = parts.nth(1)?.parse().ok()?;
            let gid = parts.next()?.parse().ok()?;
            Some(Self { uid, gid })
        })
    }
}

/// The folder with the newest `postgres` and its `initdb`.
pub(super) fn postgres() -> Option<PathBuf> {
    let mut folders = Vec::new();
    for (parent, prefix, below) in [
        ("/usr/lib/postgresql", "", "bin"),
        ("/usr", "pgsql-", "bin"),
        ("/opt/homebrew/opt", "postgresql@", "bin"),
        ("/usr/local/opt", "postgresql@", "bin"),
    ] {
        folders.extend(versions(Path::new(parent), prefix).map(|(version, path)| (version, path.join(below))));
    }
    folders.sort_by_key(|(version, _)| Reverse(*version));
    let by_version = folders.into_iter().map(|(_, folder)| folder);
    // A name on the PATH may be a link to where the others are.
    let on_path = program_folders().into_iter().filter_map(|folder| {
        folder
            .join("postgres")
            .canonicalize()
            .ok()?
            .parent()
            .map(Path::to_owned)
    });
    by_version
        .chain(on_path)
        .find(|folder| is_program(&folder.join("postgres")) && is_program(&folder.join("initdb")))
}

/// `mariadbd`, or else `mysqld`.
pub(super) fn mysql() -> Option<PathBuf> {
    ["mariadbd", "mysqld"].into_iter().find_map(|name| {
        program(
            name,
            &[
                "/usr/sbin",
                "/usr/libexec",
                "/usr/bin",
                "/opt/homebrew/bin",
                "/usr/local/sbin",
            ],
        )
    })
}

/// What fills the folder of a MariaDB server.
pub(super) fn mariadb_installer(server: &Path) -> Option<PathBuf> {
    let scripts = server.parent()?.join("../scripts/mariadb-install-db");
    program("mariadb-install-db", &["/usr/bin"])
        .or_else(|| program("mysql_install_db", &["/usr/bin"]))
        .or_else(|| Some(scripts).filter(|path| is_program(path)))
}

fn program(name: &str, folders: &[&str]) -> Option<PathBuf> {
    program_folders()
        .into_iter()
        .chain(folders.iter().map(PathBuf::from))
        .map(|folder| folder.join(name))
        .find(|path| is_program(path))
}

/// What in the folder is called the prefix and a version.
fn versions(folder: &Path, prefix: &str) -> impl Iterator<Item = (u32, PathBuf)> {
    fs::read_dir(folder)
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(move |entry| {
            let name = entry.file_name();
            let version = version_in(&name, prefix)?;
            Some((version, entry.path()))
        })
}

fn version_in(name: &OsStr, prefix: &str) -> Option<u32> {
    name.to_str()?.strip_prefix(prefix)?.split('.').next()?.parse().ok()
}

fn is_program(path: &Path) -> bool {
    fs::metadata(path).is_ok_and(|data| data.is_file() && data.permissions().mode() & 0o111 != 0)
}

#[cfg(test)]
mod tests {
    use std::ffi::OsStr;

    use super::{User, version_in};

    #[test]
    fn a_user_is_found_by_name() {
        let accounts = "root:x:0:0:root:/root:/bin/sh\npostgres:x:105:113::/var/lib/postgresql:/bin/bash\n";
        assert_eq!(User::among(accounts, "postgres"), Some(User { uid: 105, gid: 113 }));
        assert_eq!(User::among(accounts, "mysql"), None);
    }

    #[test]
    fn versions_count_as_numbers() {
        assert_eq!(version_in(OsStr::new("postgresql@16"), "postgresql@"), Some(16));
        assert_eq!(version_in(OsStr::new("9.6"), ""), Some(9));
        assert_eq!(version_in(OsStr::new("lib"), ""), None);
    }
}
