//! The look of a form: fields and what they hold, as `layout/form.html` draws them. What was typed is
//! shown back as it was typed. Checking what was typed is the business of the feature that asks.

use serde::Serialize;

/// Something wrong with what was sent, as the page shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Problem {
    /// The name of the field that the sentence is about; empty when it is about the whole.
    pub(crate) field: String,
    /// One plain sentence that says what to do.
    pub(crate) sentence: String,
    /// The rule behind it, such as `N2`; empty when there is no rule beyond common sense.
    pub(crate) rule: String,
}

impl From<&care::problem::Problem> for Problem {
    fn from(problem: &care::problem::Problem) -> Self {
        Self {
            field: problem.field.clone(),
            sentence: problem.sentence.clone(),
            rule: problem.rule.as_deref().unwrap_or_default().to_owned(),
        }
    }
}

/// How a field is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Kind {
    /// One line of text.
    Text,
    /// Several lines; see [`Field::rows`].
    Textarea,
    /// A whole number, typed.
    Number,
    /// Three boxes, sent as `name-day`, `name-month` and `name-year`; their text is in `values`.
    Date,
    /// One of a few.
    Radios,
    /// Any of a few; the ones chosen are in `values`.
    Checkboxes,
    /// One of many.
    Select,
    /// A telephone number.
    Phone,
    /// A password, never shown back.
    Password,
}

/// One thing to choose.
#[derive(Debug, Clone, Default, Serialize)]
pub(crate) struct Choice {
    /// What is sent.
    pub(crate) value: String,
    /// What is read.
    pub(crate) text: String,
    /// A word of help under it, where it needs one.
    pub(crate) hint: Option<String>,
    /// Whether it is chosen whatever `value` and `values` of the field say.
    pub(crate) checked: bool,
}

impl Choice {
    /// A choice that sends `value` and reads `text`.
    pub(crate) fn new(value: impl Into<String>, text: impl Into<String>) -> Self {
        Self { value: value.into(), text: text.into(), ..Self::default() }
    }

    /// The same with a word of help.
    pub(crate) fn hint(self, hint: impl Into<String>) -> Self {
        Self { hint: Some(hint.into()), ..self }
    }
}

/// One question of a form.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Field {
    /// What is sent as its name, and the id that an error links to.
    pub(crate) name: String,
    /// The question.
    pub(crate) label: String,
    /// A word of help under it.
    pub(crate) hint: Option<String>,
    /// How it is asked.
    pub(crate) kind: Kind,
    /// What it holds, as typed.
    pub(crate) value: String,
    /// What it holds where that is several: ticked boxes; day, month and year of a date.
    pub(crate) values: Vec<String>,
    /// What there is to choose.
    pub(crate) options: Vec<Choice>,
    /// What is wrong with it.
    pub(crate) error: Option<String>,
    /// The width in characters: 2, 3, 4, 5, 10, 20 or 30.
    pub(crate) width: Option<u8>,
    /// Lines of a textarea.
    pub(crate) rows: u8,
    /// The phone's keyboard, such as `numeric`.
    pub(crate) inputmode: Option<String>,
    /// The browser's autocomplete word, such as `off` or `username`.
    pub(crate) autocomplete: Option<String>,
}

impl Field {
    /// An empty field.
    pub(crate) fn new(kind: Kind, name: impl Into<String>, label: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            label: label.into(),
            hint: None,
            kind,
            value: String::new(),
            values: Vec::new(),
            options: Vec::new(),
            error: None,
            width: None,
            rows: 5,
            inputmode: None,
            autocomplete: None,
        }
    }

    /// The same with a word of help.
    pub(crate) fn hint(self, hint: impl Into<String>) -> Self {
        Self { hint: Some(hint.into()), ..self }
    }

    /// The same with what it holds.
    pub(crate) fn value(self, value: impl Into<String>) -> Self {
        Self { value: value.into(), ..self }
    }

    /// The same with the several things it holds.
    pub(crate) fn values<T: Into<String>>(self, values: impl IntoIterator<Item = T>) -> Self {
        Self { values: values.into_iter().map(Into::into).collect(), ..self }
    }

    /// The same with what there is to choose.
    pub(crate) fn options(self, options: impl IntoIterator<Item = Choice>) -> Self {
        Self { options: options.into_iter().collect(), ..self }
    }

    /// The same at a width in characters.
    pub(crate) fn width(self, width: u8) -> Self {
        Self { width: Some(width), ..self }
    }

    /// The same with so many lines.
    pub(crate) fn rows(self, rows: u8) -> Self {
        Self { rows, ..self }
    }

    /// The same with the browser's autocomplete word.
    pub(crate) fn autocomplete(self, word: impl Into<String>) -> Self {
        Self { autocomplete: Some(word.into()), ..self }
    }

    /// Takes what was sent under this field's name, exactly as typed; what was not sent becomes empty.
    fn fill(&mut self, sent: &[(String, String)]) {
        let all = |name: &str| -> Vec<String> {
            sent.iter().filter(|(key, _)| key == name).map(|(_, value)| value.clone()).collect()
        };
        match self.kind {
            Kind::Date => {
                self.values = ["day", "month", "year"]
                    .iter()
                    .map(|part| all(&format!("{}-{part}", self.name)).pop().unwrap_or_default())
                    .collect();
            }
            Kind::Checkboxes => self.values = all(&self.name),
            Kind::Password => self.value = String::new(),
            Kind::Text | Kind::Textarea | Kind::Number | Kind::Radios | Kind::Select | Kind::Phone => {
                self.value = all(&self.name).pop().unwrap_or_default()
            }
        }
        if matches!(self.kind, Kind::Radios | Kind::Checkboxes | Kind::Select) {
            self.options.iter_mut().for_each(|choice| choice.checked = false);
        }
    }
}

/// A whole form.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Form {
    /// Where it is sent.
    pub(crate) action: String,
    /// The session's token, sent as `csrf`.
    pub(crate) csrf: String,
    /// The questions, in order.
    pub(crate) fields: Vec<Field>,
    /// Names and values that are sent without being shown.
    pub(crate) hidden: Vec<(String, String)>,
    /// The words on the button.
    pub(crate) submit: String,
    /// Where "Cancel" leads, if there is one.
    pub(crate) cancel: Option<String>,
}

impl Form {
    /// A form that changes something.
    pub(crate) fn post(
        action: impl Into<String>,
        csrf: impl Into<String>,
        submit: impl Into<String>,
        fields: Vec<Field>,
    ) -> Self {
        Self {
            action: action.into(),
            csrf: csrf.into(),
            fields,
            hidden: Vec::new(),
            submit: submit.into(),
            cancel: None,
        }
    }

    /// The same with a name and value that are sent without being shown.
    pub(crate) fn hidden(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.hidden.push((name.into(), value.into()));
        self
    }

    /// The same with a way out.
    pub(crate) fn cancel(self, href: impl Into<String>) -> Self {
        Self { cancel: Some(href.into()), ..self }
    }

    /// The same holding what was sent, exactly as typed.
    pub(crate) fn sent(mut self, pairs: &[(String, String)]) -> Self {
        self.fields.iter_mut().for_each(|field| field.fill(pairs));
        self
    }

    /// The same with each problem beside its field; the first of several about one field is shown.
    pub(crate) fn problems(mut self, problems: &[Problem]) -> Self {
        for field in &mut self.fields {
            field.error = problems.iter().find(|p| p.field == field.name).map(|p| p.sentence.clone());
        }
        self
    }
}
