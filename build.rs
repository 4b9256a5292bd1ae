//! Builds the page in `web/` where the feature `web` is on and Node is there. A missing Node is no error: the server
//! shows plain tables then.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

/// What the page is made from, relative to `web/`.
const SOURCES: [&str; 7] =
    ["index.html", "package.json", "package-lock.json", "tsconfig.json", "vite.config.ts", "src", "public"];

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-env-changed=BRIEFGRAPH_PAGE_DIST");
    let mut files = Vec::new();
    if env::var_os("CARGO_FEATURE_WEB").is_some() {
        match page().and_then(|dist| list(&dist, "", &mut files).map_err(|error| error.to_string())) {
            Ok(()) => files.sort(),
            Err(reason) => {
                files.clear();
                println!("cargo::warning=the page is not built ({reason}); `briefgraph serve` will show plain tables");
            }
        }
    }
    let table = files.iter().fold(String::new(), |table, (name, path)| {
        table + &format!("    ({name:?}, include_bytes!({:?})),\n", path.display().to_string())
    });
    let code = format!("static FILES: &[(&str, &[u8])] = &[\n{table}];\n");
    let target = PathBuf::from(env::var_os("OUT_DIR").unwrap_or_default()).join("page.rs");
    if let Err(error) = fs::write(&target, code) {
        println!("cargo::error=`{}` cannot be written: {error}", target.display());
    }
}

/// Names and paths of all files below `folder`.
fn list(folder: &Path, prefix: &str, files: &mut Vec<(String, PathBuf)>) -> std::io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
        if entry.file_type()?.is_dir() {
            list(&entry.path(), &format!("{name}/"), files)?;
        } else {
            files.push((name, entry.path()));
        }
    }
    Ok(())
}

/// The folder of the built page: one that the user has built (`BRIEFGRAPH_PAGE_DIST`), or a fresh one in `OUT_DIR`.
fn page() -> Result<PathBuf, String> {
    if let Some(dist) = env::var_os("BRIEFGRAPH_PAGE_DIST") {
        let dist = env::current_dir().unwrap_or_default().join(dist);
        println!("cargo::rerun-if-changed={}", dist.display());
        return if dist.join("index.html").is_file() {
            Ok(dist)
        } else {
            Err(format!("`{}` has no index.html", dist.display()))
        };
    }
    let web = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default()).join("web");
    for source in SOURCES {
        println!("cargo::rerun-if-changed={}", web.join(source).display());
    }
    let copy = PathBuf::from(env::var_os("OUT_DIR").unwrap_or_default()).join("web");
    fs::create_dir_all(&copy).map_err(|error| error.to_string())?;
    // npm writes beside the sources; a build must not, so that it works from a read-only copy of them too.
    for source in SOURCES.iter().chain([&".npmrc"]) {
        copy_all(&web.join(source), &copy.join(source)).map_err(|error| format!("{source}: {error}"))?;
    }
    run(&copy, "npm", &["ci", "--no-audit", "--no-fund", "--loglevel=error"])?;
    run(&copy, "npm", &["run", "--silent", "build"])?;
    Ok(copy.join("dist"))
}

fn copy_all(from: &Path, to: &Path) -> std::io::Result<()> {
    if !from.is_dir() {
        return fs::copy(from, to).map(drop);
    }
    if to.is_dir() {
        fs::remove_dir_all(to)?;
    }
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        copy_all(&entry.path(), &to.join(entry.file_name()))?;
    }
    Ok(())
}

fn run(folder: &Path, program: &str, arguments: &[&str]) -> Result<(), String> {
    let output = Command::new(program)
        .args(arguments)
        .current_dir(folder)
        .output()
        .map_err(|error| format!("`{program}` cannot be run: {error}"))?;
    if output.status.success() {
        return Ok(());
    }
    let said = String::from_utf8_lossy(&output.stderr);
    let last = said.lines().rev().find(|line| !line.trim().is_empty()).unwrap_or("no reason given");
    Err(format!("`{program} {}` failed: {last}", arguments.join(" ")))
}
