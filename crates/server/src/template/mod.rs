//! The pages' templates: the NHS design system's macros beside our own, in one minijinja environment.
//! Knows how to render, and nothing of what a page means.

mod asset;
mod filter;
#[cfg(test)]
mod fixtures;
pub(crate) mod forms;
mod frame;
mod nhs;

pub(crate) use asset::asset;
pub(crate) use frame::{Account, Frame, NavItem, Notice};

use minijinja::syntax::SyntaxConfig;
use minijinja::value::{Serde, Value, merge_maps};
use minijinja::{AutoEscape, Environment, ErrorKind, Output, State, UndefinedBehavior};
use serde::Serialize;
use std::fmt::Write;
use std::sync::{PoisonError, RwLock};

/// A template that could not be rendered: a fault of ours, never of what a visitor typed.
#[derive(Debug, thiserror::Error)]
#[error("template {name}: {detail}")]
pub(crate) struct TemplateError {
    name: String,
    detail: String,
}

/// All templates of the service, compiled when first used.
pub(crate) struct Templates {
    environment: RwLock<Environment<'static>>,
    #[cfg(debug_assertions)]
    newest: std::sync::Mutex<Option<std::time::SystemTime>>,
}

impl Templates {
    /// The environment with every filter, function and template source.
    pub(crate) fn new() -> Self {
        Self {
            environment: RwLock::new(environment()),
            #[cfg(debug_assertions)]
            newest: std::sync::Mutex::new(changed()),
        }
    }

    /// Compiles every template of ours now; what is wrong with one is told when it is rendered.
    pub(crate) fn compile(&self) {
        let environment = self.environment.read().unwrap_or_else(PoisonError::into_inner);
        for name in asset::template_names() {
            drop(environment.get_template(&name));
        }
    }

    /// Renders the template called `name`, for example `board/page.html`.
    ///
    /// # Errors
    /// When the template is missing, does not parse, or (in debug builds) prints something undefined.
    pub(crate) fn render(&self, name: &str, context: impl Serialize) -> Result<String, TemplateError> {
        #[cfg(debug_assertions)]
        self.refresh();
        let environment = self.environment.read().unwrap_or_else(PoisonError::into_inner);
        environment
            .get_template(name)
            .and_then(|template| template.render(Serde(context)))
            .map_err(|error| TemplateError { name: name.to_owned(), detail: causes(&error) })
    }

    /// Renders a page: what every page shares (`frame`) and what this one shows, which wins.
    ///
    /// # Errors
    /// As [`Templates::render`].
    pub(crate) fn page(
        &self,
        name: &str,
        frame: &Frame,
        context: impl Serialize,
    ) -> Result<String, TemplateError> {
        self.render(name, merge_maps([Value::from(Serde(context)), Value::from(Serde(frame))]))
    }

    /// Forgets what was compiled when a file changed, so that editing a page needs no build.
    #[cfg(debug_assertions)]
    fn refresh(&self) {
        let now = changed();
        let mut newest = self.newest.lock().unwrap_or_else(PoisonError::into_inner);
        if *newest != now {
            self.environment.write().unwrap_or_else(PoisonError::into_inner).clear_templates();
            *newest = now;
        }
    }
}

/// When a template of ours was last changed.
#[cfg(debug_assertions)]
fn changed() -> Option<std::time::SystemTime> {
    fn newest(folder: &std::path::Path) -> Option<std::time::SystemTime> {
        std::fs::read_dir(folder)
            .ok()?
            .flatten()
            .filter_map(|entry| {
                if entry.file_type().ok()?.is_dir() {
                    newest(&entry.path())
                } else {
                    entry.metadata().ok()?.modified().ok()
                }
            })
            .max()
    }
    newest(std::path::Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/templates")))
}

fn environment() -> Environment<'static> {
    let mut environment = Environment::new();
    environment.set_loader(|name| Ok(asset::template(name)));
    let tight = SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build();
    environment.set_syntax(tight.unwrap_or_default());
    environment.set_auto_escape_callback(|_| AutoEscape::Html);
    // The design system's macros look through what is not there; `print` is strict for our own.
    environment.set_undefined_behavior(UndefinedBehavior::Chainable);
    environment.set_unknown_method_callback(minijinja_contrib::pycompat::unknown_method_callback);
    environment.set_formatter(print);
    nhs::add_to(&mut environment);
    filter::add_to(&mut environment);
    environment.add_function("asset", asset::url);
    environment
}

/// Prints one value. Nothing prints as nothing; in our own templates a name that does not exist is a
/// mistake, found in debug builds and tests, while a page in use rather lacks a word than fails.
fn print(out: &mut Output<'_>, state: &mut State<'_, '_>, value: &Value) -> Result<(), minijinja::Error> {
    if cfg!(debug_assertions) && value.is_undefined() && !state.name().starts_with(nhs::FOLDER) {
        return Err(minijinja::Error::new(ErrorKind::UndefinedError, "prints something undefined"));
    }
    if value.is_none() || value.is_undefined() {
        return Ok(());
    }
    match value.as_str() {
        Some(text) if !value.is_safe() && matches!(state.auto_escape(), AutoEscape::Html) => {
            Ok(write_escaped(out, text)?)
        }
        _ => minijinja::escape_formatter(out, state, value),
    }
}

/// Text as HTML text or inside quotes. Unlike the engine's own, it leaves `/` alone, so that
/// addresses in the source of a page can be read.
fn write_escaped(out: &mut dyn Write, text: &str) -> std::fmt::Result {
    let mut rest = text;
    while let Some(at) = rest.find(['&', '<', '>', '"', '\'']) {
        let (plain, special) = rest.split_at(at);
        out.write_str(plain)?;
        let (character, after) = special.split_at(1);
        out.write_str(match character {
            "&" => "&amp;",
            "<" => "&lt;",
            ">" => "&gt;",
            "\"" => "&quot;",
            _ => "&#39;",
        })?;
        rest = after;
    }
    out.write_str(rest)
}

/// The error with its causes, each of which names template and line.
fn causes(error: &minijinja::Error) -> String {
    let mut text = error.to_string();
    let mut next = std::error::Error::source(error);
    while let Some(cause) = next {
        text.push_str("; because ");
        text.push_str(&cause.to_string());
        next = cause.source();
    }
    text
}

#[cfg(test)]
mod tests;
