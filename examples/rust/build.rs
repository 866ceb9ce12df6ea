// SPDX-License-Identifier: MIT
//! Tells Cargo where libneuro is: in the directory that NEURO_LIB_DIR names, or else where
//! pkg-config finds it.

use std::env;
use std::fs;
use std::process::{self, Command};

/// The SONAME's number is 0, so nothing older than this and nothing incompatible is taken.
const WANTED: &str = "neuro >= 0.1";

fn main() {
    for variable in ["NEURO_LIB_DIR", "PKG_CONFIG", "PKG_CONFIG_PATH"] {
        println!("cargo:rerun-if-env-changed={variable}");
    }
    println!("cargo:rerun-if-changed=build.rs");
    let result = match env::var("NEURO_LIB_DIR") {
        Ok(directory) => link_directory(&directory),
        Err(_) => link_by_pkg_config(),
    };
    if let Err(why) = result {
        // A panic would bury the sentence under a backtrace.
        eprintln!("libneuro was not found: {why}");
        eprintln!(
            "Install it, let PKG_CONFIG_PATH name the directory of its neuro.pc, or NEURO_LIB_DIR \
             the one of libneuro.so."
        );
        process::exit(1);
    }
}

fn link_directory(directory: &str) -> Result<(), String> {
    // Looked for here because the linker's own complaint comes late and names no variable.
    let is_library = |name: &str| name.starts_with("libneuro.") || name == "neuro.lib";
    let entries = fs::read_dir(directory).map_err(|why| format!("{directory}: {why}"))?;
    let mut names = entries.flatten().map(|entry| entry.file_name());
    if !names.any(|name| name.to_str().map_or(false, is_library)) {
        return Err(format!("{directory} (NEURO_LIB_DIR) holds no libneuro"));
    }
    println!("cargo:rustc-link-search=native={directory}");
    println!("cargo:rustc-link-lib=neuro");
    Ok(())
}

fn link_by_pkg_config() -> Result<(), String> {
    let program = env::var("PKG_CONFIG").unwrap_or_else(|_| "pkg-config".to_string());
    let output = Command::new(&program)
        .args(["--print-errors", "--libs", WANTED])
        .output()
        .map_err(|why| format!("{program}: {why}"))?;
    if !output.status.success() {
        let complaint = String::from_utf8_lossy(&output.stderr);
        return Err(format!("{program} says:\n{}", complaint.trim_end()));
    }
    for word in String::from_utf8_lossy(&output.stdout).split_whitespace() {
        link_word(word);
    }
    Ok(())
}

/// One word of `pkg-config --libs` in Cargo's terms.
fn link_word(word: &str) {
    if let Some(directory) = word.strip_prefix("-L") {
        println!("cargo:rustc-link-search=native={directory}");
    } else if let Some(library) = word.strip_prefix("-l") {
        println!("cargo:rustc-link-lib={library}");
    } else {
        println!("cargo:rustc-link-arg={word}");
    }
}
