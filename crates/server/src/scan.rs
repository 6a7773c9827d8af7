//! Whether a virus scanner that listens nearby finds something in a document (SV31): asked when one is
//! attached, and again each time one is opened, since scanners learn. Without an answer nobody opens it.

use std::io;
use std::net::{TcpStream, ToSocketAddrs};
use std::time::Duration;

use clamav::TransportProtocol;

/// How long the scanner may take to be reached.
const REACHED: Duration = Duration::from_secs(2);
/// How long it may be silent.
const SILENT: Duration = Duration::from_secs(20);
/// Bytes sent at a time.
const CHUNK: usize = 64 * 1024;

/// What a scanner says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Said {
    /// Nothing was found.
    Clean,
    /// This was found.
    Found(String),
    /// There is a scanner, and it does not answer.
    Silent,
    /// No scanner is set up.
    NotAsked,
}

/// Asks the scanner at an address, when there is one.
pub(crate) fn ask(address: Option<&str>, content: &[u8]) -> Said {
    let Some(address) = address else { return Said::NotAsked };
    let answer = match address.strip_prefix("unix:") {
        Some(path) => by_socket(path, content),
        None => clamav::scan_buffer(content, Tcp(address), Some(CHUNK)),
    };
    match answer {
        Ok(answer) => read(&answer),
        Err(error) => {
            tracing::warn!(%error, "the virus scanner does not answer");
            Said::Silent
        }
    }
}

/// "stream: OK", or "stream: Something FOUND"; anything else is no answer.
fn read(answer: &[u8]) -> Said {
    let text = String::from_utf8_lossy(answer);
    let text = text.trim_end_matches('\0').trim();
    let text = text.strip_prefix("stream: ").unwrap_or(text);
    if text == "OK" {
        return Said::Clean;
    }
    let Some(name) = text.strip_suffix(" FOUND") else { return Said::Silent };
    let shown = |c: &char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
    Said::Found(name.chars().filter(shown).take(100).collect())
}

/// A scanner by TCP that may not keep anybody waiting for ever.
struct Tcp<'a>(&'a str);

impl TransportProtocol for Tcp<'_> {
    type Stream = TcpStream;

    fn connect(&self) -> io::Result<TcpStream> {
        let place = self.0.to_socket_addrs()?.next();
        let place = place.ok_or_else(|| io::Error::from(io::ErrorKind::AddrNotAvailable))?;
        let stream = TcpStream::connect_timeout(&place, REACHED)?;
        stream.set_read_timeout(Some(SILENT))?;
        stream.set_write_timeout(Some(SILENT))?;
        Ok(stream)
    }
}

#[cfg(unix)]
fn by_socket(path: &str, content: &[u8]) -> clamav::IoResult {
    use std::os::unix::net::UnixStream;

    struct Socket<'a>(&'a str);

    impl TransportProtocol for Socket<'_> {
        type Stream = UnixStream;

        fn connect(&self) -> io::Result<UnixStream> {
            let stream = UnixStream::connect(self.0)?;
            stream.set_read_timeout(Some(SILENT))?;
            stream.set_write_timeout(Some(SILENT))?;
            Ok(stream)
        }
    }

    clamav::scan_buffer(content, Socket(path), Some(CHUNK))
}

#[cfg(not(unix))]
fn by_socket(_: &str, _: &[u8]) -> clamav::IoResult {
    Err(io::Error::from(io::ErrorKind::Unsupported))
}

#[cfg(test)]
pub(crate) mod tests {
    use std::io::{Read, Write};
    use std::net::TcpListener;

    use super::*;

    /// A scanner that knows one word as a virus, for so many questions; then it is gone.
    pub(crate) fn scanner(questions: usize) -> String {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap().to_string();
        std::thread::spawn(move || {
            for _ in 0..questions {
                let (mut stream, _) = listener.accept().unwrap();
                let mut command = [0; 10];
                stream.read_exact(&mut command).unwrap();
                assert_eq!(&command, b"zINSTREAM\0");
                let mut content = Vec::new();
                loop {
                    let mut length = [0; 4];
                    stream.read_exact(&mut length).unwrap();
                    let length = usize::try_from(u32::from_be_bytes(length)).unwrap();
                    if length == 0 {
                        break;
                    }
                    let mut chunk = vec![0; length];
                    stream.read_exact(&mut chunk).unwrap();
                    content.extend(chunk);
                }
                let found = content.windows(8).any(|part| part == b"INFECTED");
                let answer = if found { "stream: Invented-Test FOUND\0" } else { "stream: OK\0" };
                stream.write_all(answer.as_bytes()).unwrap();
            }
        });
        address
    }

    #[test]
    fn sv31_a_scanner_is_asked_and_its_silence_is_no_answer() {
        let address = scanner(2);
        assert_eq!(ask(Some(&address), &[b'a'; 200_000]), Said::Clean);
        let infected = [&[b'a'; 70_000][..], b"INFECTED"].concat();
        assert_eq!(ask(Some(&address), &infected), Said::Found("Invented-Test".to_owned()));
        assert_eq!(ask(Some(&address), b"a"), Said::Silent, "it is gone");
        assert_eq!(ask(Some("unix:/nowhere/clamd.ctl"), b"a"), Said::Silent);
        assert_eq!(ask(Some("no address"), b"a"), Said::Silent);
        assert_eq!(ask(None, b"a"), Said::NotAsked);
        for (answer, said) in [
            (&b"stream: OK\0"[..], Said::Clean),
            (b"stream: <b>X</b> FOUND\0", Said::Found("bXb".to_owned())),
            (b"INSTREAM size limit exceeded. ERROR\0", Said::Silent),
            (b"", Said::Silent),
        ] {
            assert_eq!(read(answer), said);
        }
    }
}
