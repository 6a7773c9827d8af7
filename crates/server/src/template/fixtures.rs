//! The design system's own examples, rendered by our environment and compared with the HTML that its
//! makers expect. An upgrade that needs a new shim fails here.

use super::Templates;
use minijinja::context;
use scraper::{Html, Node};
use std::path::{Path, PathBuf};

#[derive(serde::Deserialize)]
struct Examples {
    component: String,
    fixtures: Vec<Example>,
}

#[derive(serde::Deserialize)]
struct Example {
    name: String,
    #[serde(default)]
    context: serde_json::Value,
    #[serde(rename = "callBlock")]
    call: Option<serde_json::Value>,
    html: String,
}

#[test]
fn official_examples_look_as_their_makers_expect() {
    let folder = Path::new(env!("OUT_DIR")).join("npm/node_modules/nhsuk-frontend/dist/nhsuk/components");
    let templates = Templates::new();
    let (mut count, mut different) = (0, Vec::new());
    for file in files(&folder) {
        let examples: Examples = serde_json::from_slice(&std::fs::read(&file).unwrap()).unwrap();
        for example in examples.fixtures {
            count += 1;
            let name = format!("{}: {}", examples.component, example.name);
            let rendered = render(&templates, &file, &examples.component, &example);
            if rendered.as_deref().map(parsed) != Ok(parsed(&example.html)) {
                if std::env::var_os("SHOW_EXAMPLES").is_some() {
                    println!(
                        "=== {name}\n{}\n--- expected\n{}",
                        rendered.unwrap_or_else(|e| e),
                        example.html
                    );
                }
                different.push(name);
            }
        }
    }
    assert_eq!(count, 983);
    // No example may differ. If an upgrade brings one that must, name it here with its reason.
    let allowed: [&str; 0] = [];
    assert_eq!(different, allowed, "of {count}, {} differ", different.len());
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path().join("fixtures.json"))
        .filter(|file| file.exists())
        .collect();
    found.sort();
    found
}

fn render(templates: &Templates, file: &Path, component: &str, example: &Example) -> Result<String, String> {
    let macro_file = std::fs::read_to_string(file.with_file_name("macro.njk")).unwrap();
    let name = macro_file.split("{% macro ").nth(1).unwrap().split('(').next().unwrap();
    let call = match &example.call {
        Some(block) => {
            format!("{{% call {name}(params) %}}\n{}\n{{% endcall %}}", block.as_str().unwrap())
        }
        None => format!("{{{{ {name}(params) }}}}"),
    };
    let source = format!("{{% from \"nhsuk/components/{component}/macro.njk\" import {name} %}}{call}");
    let environment = templates.environment.read().unwrap();
    environment
        .render_str(&source, context! { params => minijinja::value::Serde(&example.context) })
        .map_err(|e| super::causes(&e))
}

/// The HTML as elements, sorted attributes and words: white space between them says nothing.
fn parsed(html: &str) -> Vec<String> {
    fn walk(node: ego_tree::NodeRef<'_, Node>, out: &mut Vec<String>) {
        match node.value() {
            Node::Element(element) => {
                let mut attributes: Vec<_> = element
                    .attrs()
                    .map(|(name, value)| {
                        format!("{name}={}", value.split_whitespace().collect::<Vec<_>>().join(" "))
                    })
                    .collect();
                attributes.sort();
                out.push(format!("<{} {}>", element.name(), attributes.join(" ")));
                node.children().for_each(|child| walk(child, out));
                out.push(format!("</{}>", element.name()));
            }
            Node::Text(text) => out.extend(text.split_whitespace().map(str::to_owned)),
            Node::Document
            | Node::Fragment
            | Node::Doctype(_)
            | Node::Comment(_)
            | Node::ProcessingInstruction(_) => node.children().for_each(|child| walk(child, out)),
        }
    }
    let mut out = Vec::new();
    walk(Html::parse_fragment(html).tree.root(), &mut out);
    out
}
