//! What a picture carries beside what it shows: where and when it was taken, by which camera, small copies
//! of itself (BI74). It is taken out before a document is kept; which way is up stays. Nothing is decoded.

use exif::experimental::Writer;
use exif::{Exif, In, Reader, Tag};
use img_parts::jpeg::{Jpeg, JpegSegment, markers};
use img_parts::png::Png;
use img_parts::{Bytes, ImageEXIF};

use crate::document::Media;

/// Parts of a PNG that carry words, times or a camera's notes.
const PNG_BESIDE: &[[u8; 4]] = &[*b"eXIf", *b"tEXt", *b"zTXt", *b"iTXt", *b"tIME"];
/// The beginning of a colour profile in a JPEG.
const COLOURS: &[u8] = b"ICC_PROFILE\0";

/// The content without what it carries beside the picture; none when it carries nothing, or is no picture.
///
/// # Errors
/// One sentence that says what to do when the picture does not read.
pub fn bared(media: Media, content: &[u8]) -> Result<Option<Vec<u8>>, String> {
    let bare = match media {
        Media::Jpeg => jpeg(content),
        Media::Png => png(content),
        Media::Pdf | Media::Text | Media::Docx => return Ok(None),
    };
    let bare = bare.map_err(|_| {
        "This picture is damaged: open it and save it again as JPEG or PNG, or as a PDF.".to_owned()
    })?;
    Ok((bare != content).then_some(bare))
}

fn png(content: &[u8]) -> img_parts::Result<Vec<u8>> {
    let mut picture = Png::from_bytes(Bytes::copy_from_slice(content))?;
    picture.chunks_mut().retain(|chunk| !PNG_BESIDE.contains(&chunk.kind()));
    Ok(picture.encoder().bytes().to_vec())
}

fn jpeg(content: &[u8]) -> img_parts::Result<Vec<u8>> {
    let mut picture = Jpeg::from_bytes(Bytes::copy_from_slice(content))?;
    let upright = picture.exif().and_then(|told| upright(&told));
    picture.segments_mut().retain(shows);
    if let Some(upright) = upright {
        picture.set_exif(Some(upright));
    }
    Ok(alone(&picture.encoder().bytes()))
}

/// Whether a part of a JPEG is needed to show it: its data, its frame and its colours.
fn shows(segment: &JpegSegment) -> bool {
    match segment.marker() {
        markers::APP2 => segment.contents().starts_with(COLOURS),
        markers::APP0 | markers::APP14 => true,
        markers::APP1 | markers::APP3..=markers::APP13 | markers::APP15 | markers::COM => false,
        _ => true,
    }
}

/// The first picture alone: some telephones put a film or a second picture behind it.
fn alone(encoded: &[u8]) -> Vec<u8> {
    let scan = encoded.windows(2).position(|two| two == [markers::P, markers::SOS]).unwrap_or(0);
    let data = encoded.get(scan..).unwrap_or_default();
    let end = data.windows(2).position(|two| two == [markers::P, markers::EOI]);
    encoded.get(..end.map_or(encoded.len(), |end| scan + end + 2)).unwrap_or(encoded).to_vec()
}

/// Which way is up, and nothing else, when the camera says so.
fn upright(told: &Bytes) -> Option<Bytes> {
    let known: Exif = Reader::new().read_raw(told.to_vec()).ok()?;
    let field = known.get_field(Tag::Orientation, In::PRIMARY)?;
    if field.value.get_uint(0).is_none_or(|way| !(2..=8).contains(&way)) {
        return None;
    }
    let mut writer = Writer::new();
    writer.push_field(field);
    let mut bytes = std::io::Cursor::new(Vec::new());
    writer.write(&mut bytes, false).ok()?;
    Some(Bytes::from(bytes.into_inner()))
}

#[cfg(test)]
mod tests {
    use exif::{Field, Rational, Value};

    use super::*;

    fn field(tag: Tag, value: Value) -> Field {
        Field { tag, ifd_num: In::PRIMARY, value }
    }

    /// What a telephone tells: where it was, which it is, and which way is up.
    fn told(up: u16) -> Bytes {
        let degrees = |of: u32| Rational { num: of, denom: 1 };
        let fields = [
            field(Tag::Orientation, Value::Short(vec![up])),
            field(Tag::Model, Value::Ascii(vec![b"Invented phone".to_vec()])),
            field(Tag::GPSLatitudeRef, Value::Ascii(vec![b"N".to_vec()])),
            field(Tag::GPSLatitude, Value::Rational(vec![degrees(52), degrees(28), degrees(59)])),
        ];
        let mut writer = Writer::new();
        fields.iter().for_each(|field| writer.push_field(field));
        let mut bytes = std::io::Cursor::new(Vec::new());
        writer.write(&mut bytes, false).unwrap();
        Bytes::from(bytes.into_inner())
    }

    fn photo(up: u16, behind: &[u8]) -> Vec<u8> {
        let segment =
            |marker, content: &[u8]| JpegSegment::new_with_contents(marker, Bytes::copy_from_slice(content));
        let plain = b"\xff\xd8\xff\xe0\0\x10JFIF\0\x01\x01\0\0\x01\0\x01\0\0\xff\xda\0\x02data\xff\xd9";
        let mut picture = Jpeg::from_bytes(Bytes::from_static(plain)).unwrap();
        picture.set_exif(Some(told(up)));
        let at = picture.segments().len() - 1;
        picture.segments_mut().insert(at, segment(markers::COM, b"Taken by Invented"));
        picture
            .segments_mut()
            .insert(at, segment(markers::APP1, b"http://ns.adobe.com/xap/1.0/\0GPSLatitude"));
        picture.segments_mut().insert(at, segment(markers::APP2, b"ICC_PROFILE\0\x01\x01colours"));
        picture.segments_mut().insert(at, segment(markers::APP2, b"MPF\0offsets"));
        [&picture.encoder().bytes()[..], behind].concat()
    }

    fn holds(content: &[u8], words: &[u8]) -> bool {
        content.windows(words.len()).any(|part| part == words)
    }

    #[test]
    fn bi74_a_photograph_forgets_where_and_by_what_it_was_taken() {
        for (up, behind) in [(1, &b""[..]), (6, b"\0\0\0\x18ftypmp42GPSLatitude"), (99, b"")] {
            let sent = photo(up, behind);
            assert!(holds(&sent, b"Invented phone") && holds(&sent, b"GPSLatitude"));
            let kept = bared(Media::Jpeg, &sent).unwrap().unwrap();
            for gone in [&b"Invented phone"[..], b"GPSLatitude", b"Taken by", b"MPF", b"ftyp"] {
                assert!(!holds(&kept, gone), "{}", String::from_utf8_lossy(gone));
            }
            assert!(holds(&kept, b"ICC_PROFILE\0\x01\x01colours") && kept.ends_with(b"data\xff\xd9"));
            let told = Jpeg::from_bytes(Bytes::from(kept.clone())).unwrap().exif();
            let way = told.map(|told| {
                let known = Reader::new().read_raw(told.to_vec()).unwrap();
                assert_eq!(known.fields().count(), 1, "which way is up, and nothing else");
                known.get_field(Tag::Orientation, In::PRIMARY).unwrap().value.get_uint(0).unwrap()
            });
            assert_eq!(way, (up == 6).then_some(6));
            assert_eq!(bared(Media::Jpeg, &kept), Ok(None), "nothing more to take out");
        }
    }

    #[test]
    fn bi74_words_and_times_go_out_of_a_png_and_damaged_pictures_are_refused() {
        let chunk = |kind: &[u8; 4], content: &[u8]| {
            let made = img_parts::png::PngChunk::new(*kind, Bytes::copy_from_slice(content));
            made.encoder().bytes().to_vec()
        };
        let head = chunk(b"IHDR", &[0, 0, 0, 1, 0, 0, 0, 1, 8, 0, 0, 0, 0]);
        let plain = [&b"\x89PNG\r\n\x1a\n"[..], &head, &chunk(b"IDAT", b"x"), &chunk(b"IEND", b"")].concat();
        assert_eq!(bared(Media::Png, &plain), Ok(None));
        let more = [
            &b"\x89PNG\r\n\x1a\n"[..],
            &head,
            &chunk(b"eXIf", &told(1)),
            &chunk(b"tEXt", b"Author\0Invented"),
            &chunk(b"IDAT", b"x"),
            &chunk(b"IEND", b""),
        ]
        .concat();
        assert_eq!(bared(Media::Png, &more), Ok(Some(plain)));
        for (media, broken) in [
            (Media::Png, &b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"[..]),
            (Media::Jpeg, b"\xff\xd8\xff\xe0\0\x10JFIF\0"),
            (Media::Jpeg, b"\xff\xd8"),
        ] {
            assert!(bared(media, broken).unwrap_err().contains("damaged"), "{broken:?}");
        }
        assert_eq!(bared(Media::Pdf, b"%PDF-1.7 GPSLatitude"), Ok(None), "only pictures are looked at");
    }
}
