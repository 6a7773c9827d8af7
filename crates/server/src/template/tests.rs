//! Templates as a whole: every one parses, pages stand as promised, nothing typed becomes HTML.

use super::forms::{Choice, Field, Form, Kind, Problem};
use super::{Account, Frame, NavItem, Templates, asset};
use minijinja::context;
use scraper::{Html, Selector};

pub(super) fn page(body: &str, frame: &Frame, context: &minijinja::Value) -> String {
    let templates = Templates::new();
    let environment = templates.environment.read().unwrap();
    let source = format!(
        "{{% extends 'layout/page.html' %}}{{% from 'layout/form.html' import form %}}\
         {{% block title %}}Board{{% endblock %}}{{% block content %}}{body}{{% endblock %}}"
    );
    let values = [context.clone(), minijinja::value::Serde(frame).into()];
    environment.render_str(&source, minijinja::value::merge_maps(values)).unwrap()
}

fn select<'h>(html: &'h Html, css: &str) -> Vec<scraper::ElementRef<'h>> {
    html.select(&Selector::parse(css).unwrap()).collect()
}

fn text(html: &Html, css: &str) -> String {
    let words: String = select(html, css).iter().flat_map(|element| element.text()).collect();
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn problem(field: &str, sentence: &str, rule: &str) -> Problem {
    Problem { field: field.into(), sentence: sentence.into(), rule: rule.into() }
}

fn frame() -> Frame {
    Frame {
        csp_nonce: "n0nce".into(),
        csrf: "t0ken".into(),
        account: Some(Account { name: "Ada Example".into(), href: Some("/account".into()) }),
        nav: vec![
            NavItem { href: "/today".into(), text: "Today".into(), current: false },
            NavItem { href: "/board".into(), text: "Board".into(), current: true },
        ],
        ..Frame::default()
    }
}

#[test]
fn every_template_parses() {
    let templates = Templates::new();
    let environment = templates.environment.read().unwrap();
    let names = asset::template_names();
    assert!(names.len() > 45, "{names:?}");
    for name in names {
        if let Err(error) = environment.get_template(&name) {
            panic!("{name}: {}", super::causes(&error));
        }
    }
}

#[test]
fn a_page_has_its_frame() {
    let html = Html::parse_document(&page("<h1>Board</h1>", &frame(), &context! {}));
    assert_eq!(html.errors, Vec::<String>::new());
    assert_eq!(text(&html, "title"), "Board – Alongside");
    assert_eq!(text(&html, "main h1"), "Board");
    assert_eq!(text(&html, "nav[aria-label='Main menu'] a"), "TodayBoard");
    assert_eq!(text(&html, "a[aria-current=page]"), "Board");
    assert_eq!(text(&html, "nav[aria-label=Account] a"), "Ada Example");
    assert_eq!(text(&html, "form[action='/log-out'][method=post] button"), "Log out");
    assert_eq!(select(&html, "form[action='/log-out'] input[name=csrf][value=t0ken]").len(), 1);
    assert_eq!(select(&html, "a[href='#maincontent']").len(), 1);
    assert_eq!(select(&html, "svg.nhsuk-header__logo").len(), 0, "the NHS logo is not free to use");
    let scripts = select(&html, "script");
    assert!(scripts.iter().all(|s| s.attr("nonce") == Some("n0nce") && s.attr("src").is_some()));
    for part in select(&html, "[src], link[href]") {
        let address = part.attr("src").or(part.attr("href")).unwrap();
        let path = address.strip_prefix("/assets/").unwrap().split('?').next().unwrap();
        assert!(asset(path).is_some(), "{address}");
    }
}

#[test]
fn the_logo_is_a_switch_and_a_visitor_has_no_account() {
    let html = page("", &Frame { nhs_logo: true, ..Frame::default() }, &context! {});
    let html = Html::parse_document(&html);
    assert_eq!(select(&html, "svg.nhsuk-header__logo").len(), 1);
    assert_eq!(select(&html, "nav, form").len(), 0);
}

#[test]
fn problems_lead_to_their_fields() {
    let problems = [
        problem("outcome", "Say what happened", "S05"),
        problem("when", "Say on which day", ""),
        problem("goals", "Choose at least one", ""),
    ];
    let yes_no = || [Choice::new("y", "Yes"), Choice::new("n", "No")];
    let form = Form::post(
        "/contact",
        "t0ken",
        "Record",
        vec![
            Field::new(Kind::Radios, "outcome", "Outcome").options(yes_no()),
            Field::new(Kind::Date, "when", "When").hint("For example, 6 8 2026"),
            Field::new(Kind::Checkboxes, "goals", "Goals").options(yes_no()),
        ],
    )
    .hidden("id", "0198")
    .cancel("/person")
    .problems(&problems);
    let frame = Frame { problems: problems.to_vec(), ..frame() };
    let html = Html::parse_document(&page(
        "{{ form(view) }}",
        &frame,
        &context! { view => minijinja::value::Serde(&form) },
    ));
    assert_eq!(text(&html, "title"), "Error: Board – Alongside");
    let links = select(&html, ".nhsuk-error-summary a");
    assert_eq!(links.len(), 3);
    for link in links {
        let target = select(&html, &format!("input{}", link.attr("href").unwrap()));
        assert_eq!(target.len(), 1, "{:?} lands on one input", link.attr("href"));
    }
    assert_eq!(text(&html, "#outcome-error"), "Error: Say what happened");
    assert_eq!(select(&html, "form[action='/contact'] input[name=csrf][value=t0ken]").len(), 1);
    assert_eq!(select(&html, "input[type=hidden][name=id][value='0198']").len(), 1);
    assert_eq!(text(&html, "a[href='/person']"), "Cancel");
    let ids: Vec<_> = select(&html, "[id]").iter().filter_map(|e| e.attr("id")).map(str::to_owned).collect();
    let unique: std::collections::BTreeSet<_> = ids.iter().collect();
    assert_eq!(ids.len(), unique.len(), "{ids:?}");
}

const KINDS: [Kind; 9] = [
    Kind::Text,
    Kind::Textarea,
    Kind::Number,
    Kind::Date,
    Kind::Radios,
    Kind::Checkboxes,
    Kind::Select,
    Kind::Phone,
    Kind::Password,
];

#[test]
fn nothing_typed_becomes_html() {
    let bad = "\"'><script>alert(1)</script>{{ 7*7 }}<!--";
    for kind in KINDS {
        let choice = Choice { checked: true, ..Choice::new(bad, bad).hint(bad) };
        let mut field = Field::new(kind, bad, bad).hint(bad).value(bad).values([bad, bad, bad]);
        field = field.options([choice]).autocomplete(bad);
        field.error = Some(bad.into());
        field.inputmode = Some(bad.into());
        let form = Form::post(bad, bad, bad, vec![field]).hidden(bad, bad).cancel(bad);
        let mut frame = frame();
        frame.problems = vec![problem(bad, bad, bad)];
        frame.account = Some(Account { name: bad.into(), href: Some(bad.into()) });
        frame.nav.push(NavItem { href: bad.into(), text: bad.into(), current: true });
        frame.notice = Some(super::frame::Notice { text: bad.into(), success: true });
        frame.organisation = Some(bad.into());
        (frame.csrf, frame.csp_nonce) = (bad.into(), bad.into());
        let html = page("{{ form(view) }}", &frame, &context! { view => minijinja::value::Serde(&form) });
        let html = Html::parse_document(&html);
        assert_eq!(select(&html, "script:not([src^='/assets/'])").len(), 0, "{kind:?}");
        assert_eq!(select(&html, "form").len(), 2, "{kind:?}");
        let values = html.root_element().html().matches("{{ 7*7 }}").count();
        assert!(values > 15, "{kind:?}: what was typed is shown {values} times, and never run");
    }
}

#[test]
fn what_was_typed_comes_back() {
    let typed = [
        ("n", " 12a"),
        ("d-day", "31"),
        ("d-month", "Feb"),
        ("d-year", "26"),
        ("b", "y"),
        ("b", "n"),
        ("p", "secret"),
    ];
    let sent: Vec<(String, String)> = typed.iter().map(|(k, v)| ((*k).into(), (*v).into())).collect();
    let choices = || [Choice::new("y", "Yes"), Choice::new("n", "No"), Choice::new("m", "Maybe")];
    let form = Form::post(
        "/x",
        "",
        "Save",
        vec![
            Field::new(Kind::Number, "n", "How many"),
            Field::new(Kind::Date, "d", "Day"),
            Field::new(Kind::Checkboxes, "b", "Which").options(choices()),
            Field::new(Kind::Select, "s", "One").options(choices()),
            Field::new(Kind::Password, "p", "Password"),
        ],
    )
    .sent(&sent);
    let html = Html::parse_document(&page(
        "{{ form(view) }}",
        &frame(),
        &context! { view => minijinja::value::Serde(&form) },
    ));
    for (name, value) in [("n", " 12a"), ("d-day", "31"), ("d-month", "Feb"), ("d-year", "26")] {
        assert_eq!(select(&html, &format!("[name={name}]"))[0].attr("value"), Some(value), "{name}");
    }
    assert_eq!(select(&html, "[name=b][checked]").len(), 2);
    assert_eq!(select(&html, "[name=s] option[selected]").len(), 0, "nothing is chosen for anybody");
    assert_eq!(select(&html, "[name=s] option")[0].attr("value"), Some(""));
    assert!(!html.root_element().html().contains("secret"));
}

#[test]
fn our_own_templates_may_not_print_what_is_not_there() {
    let templates = Templates::new();
    let environment = templates.environment.read().unwrap();
    for source in ["{{ nobody }}", "{{ person.nam }}", "{{ person.nam|upper }}{{ person.nam }}"] {
        let result = environment.render_str(source, context! { person => context! { name => "Ada" } });
        assert!(result.is_err(), "{source}: {result:?}");
    }
    assert_eq!(environment.render_str("{{ none }}", ()).unwrap(), "");
}

#[test]
fn assets_are_whole_and_from_here() {
    let css = asset("nhsuk-frontend.min.css").unwrap();
    assert_eq!(css.mime, "text/css; charset=utf-8");
    let text = String::from_utf8(css.bytes.into_owned()).unwrap();
    assert!(!text.contains("@font-face") && !text.contains("http"), "nothing comes from another host");
    for icon in text.split("url(/assets/").skip(1).filter_map(|rest| rest.split(')').next()) {
        assert!(asset(icon).is_some(), "{icon}");
    }
    assert!(asset("../Cargo.toml").is_none());
    assert!(asset("images").is_none());
    assert!(asset("").is_none());
    let url = asset::url("alongside.css").unwrap();
    let version = asset("alongside.css").unwrap().etag.replace('"', "");
    assert_eq!(url, format!("/assets/alongside.css?v={version}"));
    assert!(asset::url("missing.css").is_err());
}
