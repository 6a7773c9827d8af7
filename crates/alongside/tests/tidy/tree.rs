//! The files of the project as text. Built, fetched and generated things are left out.

use std::fs;
use std::path::{Path, PathBuf};

/// Folders that are not ours, or not kept.
const NOT_OURS: &[&str] = &["target", "node_modules", ".git", "out", "data"];

/// One file.
pub(crate) struct File {
    /// From the root of the project, with `/`.
    pub(crate) path: String,
    /// All of it.
    pub(crate) text: String,
}

impl File {
    /// The lines before the tests inside the file.
    pub(crate) fn code(&self) -> impl Iterator<Item = &str> {
        self.text.lines().take_while(|line| *line != "#[cfg(test)]")
    }

    /// Whether it holds nothing but tests and what they need.
    pub(crate) fn is_test(&self) -> bool {
        let test_name = ["/tests.rs", "/testing.rs", "/fixtures.rs"];
        self.path.contains("/tests/")
            || test_name.iter().any(|end| self.path.ends_with(end))
            || self.is_declared_for_tests()
    }

    /// Whether the module above takes it in for tests only.
    fn is_declared_for_tests(&self) -> bool {
        let Some((folder, name)) = self.path.strip_suffix(".rs").and_then(|path| path.rsplit_once('/'))
        else {
            return false;
        };
        let above = ["/mod.rs", "/lib.rs", "/main.rs", ".rs"].map(|end| format!("{folder}{end}"));
        above.iter().filter(|path| exists(path)).any(|path| {
            text(path).split("#[cfg(test)]\n").skip(1).any(|rest| {
                let next = rest.lines().next().unwrap_or_default();
                next.trim_start_matches("pub(crate) ") == format!("mod {name};")
            })
        })
    }
}

/// The root of the project.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().expect("the workspace")
}

/// Every file under a folder of the project whose name has one of the endings.
pub(crate) fn files(folder: &str, endings: &[&str]) -> Vec<File> {
    let mut found = Vec::new();
    collect(&root(), Path::new(folder), endings, &mut found);
    found.sort_by(|a, b| a.path.cmp(&b.path));
    found
}

/// One file that must be there.
pub(crate) fn text(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|error| format!("{path} cannot be read: {error}"))
}

/// Whether something of that name is there.
pub(crate) fn exists(path: &str) -> bool {
    root().join(path).exists()
}

fn collect(root: &Path, folder: &Path, endings: &[&str], found: &mut Vec<File>) {
    for entry in fs::read_dir(root.join(folder)).expect("a folder").flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let path = folder.join(&name);
        if entry.path().is_dir() {
            if !NOT_OURS.contains(&name.as_str()) {
                collect(root, &path, endings, found);
            }
        } else if endings.iter().any(|ending| name.ends_with(ending)) {
            let text = fs::read_to_string(entry.path()).expect("a text file");
            found.push(File { path: path.to_string_lossy().trim_start_matches("./").to_owned(), text });
        }
    }
}
