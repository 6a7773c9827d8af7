//! Prepares the NHS design system for the binary: fetches the npm package that `package-lock.json`
//! pins, turns its Nunjucks macros into Jinja ones, and lays templates, styles, script and icons in
//! `OUT_DIR/nhsuk`. It changes nothing in the source folder and does nothing when up to date.

#[path = "build/jinja.rs"]
mod jinja;

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

fn main() -> ExitCode {
    for file in ["build.rs", "build/jinja.rs", "package.json", "package-lock.json"] {
        directive(&format!("rerun-if-changed={file}"));
    }
    match prepare() {
        Ok(()) => ExitCode::SUCCESS,
        Err(reason) => {
            directive(&format!("error={}", reason.replace('\n', " ")));
            ExitCode::FAILURE
        }
    }
}

fn directive(text: &str) {
    // Nothing can be done about a closed pipe to cargo; cargo itself is gone then.
    let _ = writeln!(std::io::stdout(), "cargo::{text}");
}

fn prepare() -> Result<(), String> {
    let out = PathBuf::from(std::env::var_os("OUT_DIR").ok_or("OUT_DIR is not set")?);
    let package = fetch(&out.join("npm"))?.join("dist/nhsuk");
    let target = out.join("nhsuk");
    if target.exists() {
        fs::remove_dir_all(&target).map_err(|e| says(&target, &e))?;
    }
    let assets = target.join("assets");
    copy_tree(&package.join("assets"), &assets)?;
    copy(&package.join("nhsuk-frontend.min.js"), &assets.join("nhsuk-frontend.min.js"))?;
    let css = read(&package.join("nhsuk-frontend.min.css"))?;
    write(&assets.join("nhsuk-frontend.min.css"), &own_styles(&css)?)?;
    templates(&package, &target.join("templates"))
}

/// The package's folder, after `npm ci` when it is not there yet.
fn fetch(place: &Path) -> Result<PathBuf, String> {
    let package = place.join("node_modules/nhsuk-frontend");
    let lock = read(Path::new("package-lock.json"))?;
    let copied = place.join("package-lock.json");
    if package.is_dir() && fs::read_to_string(&copied).is_ok_and(|old| old == lock) {
        return Ok(package);
    }
    fs::create_dir_all(place).map_err(|e| says(place, &e))?;
    copy(Path::new("package.json"), &place.join("package.json"))?;
    // The lock is copied under its name only for npm; it marks success, so it goes when npm fails.
    write(&copied, &lock)?;
    let outcome = Command::new("npm")
        .args(["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"])
        .current_dir(place)
        .output();
    let failure = match outcome {
        Ok(done) if done.status.success() => return Ok(package),
        Ok(done) => format!("`npm ci` failed: {}", String::from_utf8_lossy(&done.stderr).trim()),
        Err(error) => format!("npm could not be started ({error}): install it (Debian: `apt install npm`)"),
    };
    let _ = fs::remove_file(&copied);
    Err(format!("the pages need the npm package nhsuk-frontend, and {failure}"))
}

/// The style sheet without its two `@font-face` rules: they load Frutiger from a public host, and
/// that font is licensed for NHS.UK sites only. Arial is the sheet's own fallback.
fn own_styles(css: &str) -> Result<String, String> {
    let mut kept = String::with_capacity(css.len());
    let mut rest = css;
    while let Some((before, from_rule)) = rest.split_once("@font-face") {
        let (_, after) = from_rule.split_once('}').ok_or("an @font-face rule does not end")?;
        kept.push_str(before);
        rest = after;
    }
    kept.push_str(rest);
    let kept = kept.replace("/*# sourceMappingURL=nhsuk-frontend.min.css.map */", "");
    if kept.contains("url(http") || kept.contains("url(//") {
        return Err("the style sheet still loads something from another host".to_owned());
    }
    Ok(kept)
}

/// The macro files, each with its own template inside; the rest of the package is not needed.
fn templates(package: &Path, target: &Path) -> Result<(), String> {
    each_file(package, &mut |file| {
        let name = file.strip_prefix(package).map_err(|e| e.to_string())?;
        let wanted = name.ends_with("macro.njk") || name == Path::new("macros/icon.njk");
        if !wanted && name != Path::new("macros/i18n.njk") {
            return Ok(());
        }
        let text = jinja::from_nunjucks(&read(file)?);
        let whole = match jinja::included(&text) {
            Some(part) => {
                let template = jinja::from_nunjucks(&read(&package_path(package, part))?);
                jinja::inline(&text, part, &template)
            }
            None => text,
        };
        write(&target.join("nhsuk").join(name), &whole)
    })
}

fn package_path(package: &Path, name: &str) -> PathBuf {
    package.join(name.strip_prefix("nhsuk/").unwrap_or(name))
}

fn copy_tree(from: &Path, to: &Path) -> Result<(), String> {
    each_file(from, &mut |file| {
        let relative = file.strip_prefix(from).map_err(|e| e.to_string())?;
        copy(file, &to.join(relative))
    })
}

fn each_file(folder: &Path, act: &mut dyn FnMut(&Path) -> Result<(), String>) -> Result<(), String> {
    for entry in fs::read_dir(folder).map_err(|e| says(folder, &e))? {
        let path = entry.map_err(|e| says(folder, &e))?.path();
        if path.is_dir() { each_file(&path, act)? } else { act(&path)? }
    }
    Ok(())
}

fn copy(from: &Path, to: &Path) -> Result<(), String> {
    let bytes = fs::read(from).map_err(|e| says(from, &e))?;
    create_parent(to)?;
    fs::write(to, bytes).map_err(|e| says(to, &e))
}

fn read(file: &Path) -> Result<String, String> {
    fs::read_to_string(file).map_err(|e| says(file, &e))
}

fn write(file: &Path, text: &str) -> Result<(), String> {
    create_parent(file)?;
    fs::write(file, text).map_err(|e| says(file, &e))
}

fn create_parent(file: &Path) -> Result<(), String> {
    let parent = file.parent().ok_or("a file without a folder")?;
    fs::create_dir_all(parent).map_err(|e| says(parent, &e))
}

fn says(path: &Path, error: &std::io::Error) -> String {
    format!("{}: {error}", path.display())
}
