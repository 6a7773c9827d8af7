//! The one configuration file, TOML. What stands on the command line wins over it.

use std::path::{Path, PathBuf};

use serde::Deserialize;
use store::db::Target;

use crate::cli::Place;
use crate::failure::Failure;

/// The file inside a data folder.
pub(crate) const FILE: &str = "alongside.db";

/// Everything the file may say.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Config {
    /// Port to serve on.
    pub(crate) port: Option<u16>,
    /// Folder of the embedded database.
    pub(crate) data: Option<PathBuf>,
    /// URL of a PostgreSQL database.
    pub(crate) database: Option<String>,
    /// Whether the organisation may show the NHS logo.
    #[serde(default)]
    pub(crate) nhs_logo: bool,
    /// Minutes without a request after which a browser is signed out.
    pub(crate) idle_minutes: Option<i64>,
    /// Minutes after which a browser is signed out whatever happens.
    pub(crate) absolute_minutes: Option<i64>,
    /// Where a virus scanner listens: `host:port`, or `unix:` and the path of its socket.
    pub(crate) scanner: Option<String>,
}

impl Config {
    /// Reads the file, or nothing.
    pub(crate) fn read(path: Option<&Path>) -> Result<Config, Failure> {
        let Some(path) = path else { return Ok(Config::default()) };
        let wrong = |why: String| Failure::WrongUse(format!("{}: {why}", path.display()));
        let text = std::fs::read_to_string(path).map_err(|e| wrong(e.to_string()))?;
        let config: Config = toml::from_str(&text).map_err(|e| wrong(e.to_string()))?;
        if config.data.is_some() && config.database.is_some() {
            return Err(wrong("give either data or database, not both".to_owned()));
        }
        for (name, minutes) in
            [("idle_minutes", config.idle_minutes), ("absolute_minutes", config.absolute_minutes)]
        {
            if minutes.is_some_and(|m| !(1..=10_080).contains(&m)) {
                return Err(wrong(format!("{name} must be from 1 to 10080")));
            }
        }
        let place =
            |text: &str| text.strip_prefix("unix:").map_or(text.contains(':'), |path| !path.is_empty());
        if config.scanner.as_deref().is_some_and(|text| !place(text)) {
            return Err(wrong("scanner must be host:port, or unix: and the path of a socket".to_owned()));
        }
        Ok(config)
    }

    /// Where the record is: the command line first, then the file.
    pub(crate) fn target(&self, place: &Place) -> Result<Target, Failure> {
        match (&place.database, &place.data, &self.database, &self.data) {
            (Some(url), ..) | (None, None, Some(url), _) => postgres(url),
            (None, Some(folder), ..) | (None, None, None, Some(folder)) => {
                Ok(Target::Sqlite(folder.join(FILE)))
            }
            (None, None, None, None) => {
                Err(Failure::WrongUse("Say where the record is: --data DIR or --database URL.".to_owned()))
            }
        }
    }

    /// The settings of the service.
    pub(crate) fn service(&self) -> server::Config {
        let usual = server::Config::default();
        let minutes = |given: Option<i64>, usual| given.map_or(usual, jiff::SignedDuration::from_mins);
        server::Config {
            idle: minutes(self.idle_minutes, usual.idle),
            absolute: minutes(self.absolute_minutes, usual.absolute),
            nhs_logo: self.nhs_logo,
            scanner: self.scanner.clone(),
            ..usual
        }
    }
}

fn postgres(url: &str) -> Result<Target, Failure> {
    match Target::parse(url) {
        Target::Sqlite(_) => Err(Failure::WrongUse(
            "--database takes a URL such as postgres://user:password@host/name; for a folder use --data."
                .to_owned(),
        )),
        target => Ok(target),
    }
}

/// Makes the folder of an embedded database when it is not there.
pub(crate) fn make_folder(target: &Target) -> Result<(), Failure> {
    if let Target::Sqlite(file) = target
        && let Some(folder) = file.parent()
    {
        std::fs::create_dir_all(folder)
            .map_err(|e| Failure::Refused(format!("{} cannot be made: {e}", folder.display())))?;
    }
    Ok(())
}

/// Refuses a folder without a record, so that a slip of the pen makes no empty database.
pub(crate) fn must_exist(target: &Target) -> Result<(), Failure> {
    match target {
        Target::Sqlite(file) if !file.is_file() => {
            Err(Failure::Refused(format!("There is no record in {}.", file.display())))
        }
        Target::Sqlite(_) | Target::Postgres(_) => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(file: &str, expected: &str) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("alongside.toml");
        std::fs::write(&path, file).unwrap();
        let said = match Config::read(Some(&path)) {
            Ok(config) => {
                format!("{:?} {:?} {:?} {}", config.port, config.data, config.idle_minutes, config.nhs_logo)
            }
            Err(failure) => failure.to_string(),
        };
        assert!(said.contains(expected), "{said} should say {expected}");
    }

    #[test]
    fn the_file_is_read_and_its_mistakes_are_named() {
        check("", "None None None false");
        check(
            "port = 9000\ndata = \"/srv/alongside\"\nidle_minutes = 15\nnhs_logo = true",
            "Some(9000) Some(\"/srv/alongside\") Some(15) true",
        );
        check("prot = 9000", "unknown field `prot`");
        check("port = \"many\"", "invalid type");
        check("data = \"a\"\ndatabase = \"postgres://h/d\"", "not both");
        check("scanner = \"127.0.0.1:3310\"", "None None None false");
        check("scanner = \"clamd\"", "scanner must be host:port");
        check("idle_minutes = 0", "idle_minutes must be from 1 to 10080");
    }

    #[test]
    fn the_command_line_wins_over_the_file() {
        let config = Config { data: Some("file".into()), ..Config::default() };
        let place = |data: Option<&str>, database: Option<&str>| Place {
            data: data.map(PathBuf::from),
            database: database.map(str::to_owned),
        };
        let target = |place: &Place| format!("{:?}", config.target(place).unwrap());
        assert_eq!(target(&place(None, None)), "Sqlite(file/alongside.db)");
        assert_eq!(target(&place(Some("typed"), None)), "Sqlite(typed/alongside.db)");
        assert_eq!(target(&place(None, Some("postgres://h/d"))), "Postgres(..)");
        assert!(config.target(&place(None, Some("mysql://h/d"))).is_err());
        assert!(Config::default().target(&place(None, None)).is_err());
    }
}
