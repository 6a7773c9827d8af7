//! What a command says: results on standard output, progress on standard error when that is a
//! terminal, and nothing of it on a pipe.

use std::io::{IsTerminal, Write};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::failure::Failure;

/// One line of result.
pub(crate) fn say(line: &str) -> Result<(), Failure> {
    let mut out = std::io::stdout().lock();
    match writeln!(out, "{}", line.trim_end()).and_then(|()| out.flush()) {
        // Whoever read the pipe has read enough.
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => Ok(()),
        other => other.map_err(Failure::from),
    }
}

/// One line of complaint.
pub(crate) fn complain(line: &str) {
    // When not even this can be written, the exit status still says it.
    drop(writeln!(std::io::stderr().lock(), "{}", line.trim_end()));
}

/// A bar of work to do.
pub(crate) struct Progress(ProgressBar);

impl Progress {
    /// A bar with a title.
    pub(crate) fn new(title: &str) -> Progress {
        let target = if std::io::stderr().is_terminal() {
            ProgressDrawTarget::stderr_with_hz(10)
        } else {
            ProgressDrawTarget::hidden()
        };
        let bar = ProgressBar::with_draw_target(Some(0), target);
        if let Ok(style) = ProgressStyle::with_template("{msg} {wide_bar} {percent}% {eta}") {
            bar.set_style(style);
        }
        bar.set_message(title.to_owned());
        Progress(bar)
    }

    /// What there is so far.
    pub(crate) fn note(&self, text: &str) {
        self.0.set_message(text.to_owned());
    }

    /// So much is done, of so much.
    pub(crate) fn at(&self, done: u64, all: u64) {
        self.0.set_length(all);
        self.0.set_position(done);
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}
