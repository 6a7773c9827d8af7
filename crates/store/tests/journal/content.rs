//! The content of documents, beside the journal: written with its entry or not at all, and told by
//! `verify` when it is not what was signed.

use care::document::Media;
use care::entry::attachment::Attachment;
use care::entry::{Body, Draft};
use store::Outcome;
use store::db::{Db, Engine};
use uuid::Uuid;

use crate::support::on_both;
use crate::team::{World, draft, way_in};

/// Invented, and with every byte that text cannot hold.
pub(crate) const CONTENT: &[u8] = b"%PDF-1.7\n\0\xff\xfe\x80'; -- \n%%EOF";

/// A document of a referral.
pub(crate) fn document(person: Uuid, referral: Uuid) -> Draft {
    draft(
        person,
        Body::Attachment(Attachment {
            referral,
            what: "Discharge summary".to_owned(),
            file_name: "summary.pdf".to_owned(),
            media: Media::Pdf,
            bytes: u64::try_from(CONTENT.len()).unwrap(),
            sha256: store::content::sha256(CONTENT),
            bared: false,
            withdrawn: None,
        }),
    )
}

fn referred(world: &World) -> (Uuid, Uuid) {
    let person = world.person("Ada");
    let referral = way_in(world, person).swap_remove(0);
    world.recorded(&world.nurse, &referral);
    (person, referral.id)
}

fn attach(world: &World, draft: &Draft, content: &[u8]) -> Outcome {
    world.store.attach(&world.nurse, draft.clone(), content.to_vec(), crate::team::now()).unwrap()
}

fn kept(world: &World, id: Uuid) -> Option<Vec<u8>> {
    world.store.read(|tx| store::content::of(tx, id)).unwrap()
}

#[test]
fn sv29_a_document_is_written_with_its_entry_and_held_to_it_by_its_hash() {
    on_both(|target| {
        let world = World::new(target);
        let (person, referral) = referred(&world);
        let good = document(person, referral);
        let alone = world.store.append(&world.nurse, vec![good.clone()], crate::team::now()).unwrap();
        assert!(matches!(&alone[0], Outcome::Refused(why) if why[0].field == "file"), "{alone:?}");
        for wrong in [&b"%PDF-1.7\nother"[..], &CONTENT[1..], b"<html>", b""] {
            let outcome = attach(&world, &good, wrong);
            assert!(matches!(&outcome, Outcome::Refused(why) if why[0].field == "file"), "{outcome:?}");
            assert_eq!(kept(&world, good.id), None, "neither entry nor content");
        }
        let words = way_in(&world, world.person("Bela")).swap_remove(0);
        let outcome = attach(&world, &words, CONTENT);
        assert!(matches!(&outcome, Outcome::Refused(why) if why[0].field == "file"), "{outcome:?}");
        assert_eq!(kept(&world, words.id), None, "only a document comes with a file");
        let nowhere = document(person, Uuid::now_v7());
        assert!(matches!(attach(&world, &nowhere, CONTENT), Outcome::Refused(_)));
        assert_eq!(kept(&world, nowhere.id), None);
        assert!(matches!(attach(&world, &good, CONTENT), Outcome::Recorded(_)));
        assert_eq!(kept(&world, good.id).as_deref(), Some(CONTENT));
        assert!(matches!(attach(&world, &good, CONTENT), Outcome::AlreadyRecorded(_)), "twice is once");
        let mut other = document(person, referral);
        other.id = good.id;
        let Body::Attachment(body) = &mut other.body else { unreachable!() };
        (body.bytes, body.sha256) = (9, store::content::sha256(b"%PDF-1.7\n"));
        let clash = attach(&world, &other, b"%PDF-1.7\n");
        assert!(
            matches!(&clash, Outcome::Refused(why) if why[0].rule.as_deref() == Some("BI83")),
            "{clash:?}"
        );
        assert_eq!(kept(&world, good.id).as_deref(), Some(CONTENT));
        world.verified();
    });
}

#[test]
fn verify_tells_content_that_was_changed_removed_or_belongs_to_nothing() {
    on_both(|target| {
        let world = World::new(target);
        let (person, referral) = referred(&world);
        let good = document(person, referral);
        attach(&world, &good, CONTENT);
        let db = Db::open(target).unwrap();
        let change = "UPDATE content SET bytes = $1";
        let refused = db.write(|tx| tx.execute(change, &store::params![&b"x"[..]])).unwrap_err();
        assert!(refused.to_string().contains("content is append-only"), "{refused}");
        let triggers: &[&str] = match db.engine() {
            Engine::Sqlite => &["DROP TRIGGER content_no_update", "DROP TRIGGER content_no_delete"],
            Engine::Postgres => &["DROP TRIGGER content_append_only ON content"],
        };
        for sql in triggers {
            db.write(|tx| tx.execute(sql, &[])).unwrap();
        }
        let found = || world.store.verify(|_, _| ()).unwrap();
        db.write(|tx| tx.execute(change, &store::params![&b"%PDF-1.7\nother"[..]])).unwrap();
        assert_eq!(found(), [format!("document {}: its content is not what was signed", good.id)]);
        let stranger = Uuid::now_v7();
        db.write(|tx| tx.execute("UPDATE content SET entry = $1", &store::params![stranger])).unwrap();
        let told = [
            format!("document {}: its content is missing", good.id),
            format!("content {stranger}: belongs to no document of the journal"),
        ];
        assert_eq!(found(), told);
    });
}
