//! Invented names: given names from everywhere, family names that nobody has, and a city that is on
//! no map. The telephone numbers are those that Ofcom keeps free for drama.

use care::entry::person::{NameUse, PersonName};

use super::dice::Dice;

const WOMEN: &[&str] = &[
    "Ada",
    "Agnieszka",
    "Aisha",
    "Amina",
    "Anwen",
    "Beatrice",
    "Bernadette",
    "Blessing",
    "Bronwen",
    "Carmel",
    "Chiamaka",
    "Colette",
    "Constance",
    "Daksha",
    "Delphine",
    "Dolores",
    "Edith",
    "Efua",
    "Eilidh",
    "Esme",
    "Farah",
    "Folasade",
    "Freya",
    "Genevieve",
    "Grace",
    "Gurpreet",
    "Hafsa",
    "Halina",
    "Harriet",
    "Ife",
    "Imogen",
    "Ioana",
    "Jasvinder",
    "Jocasta",
    "Joyce",
    "Kavita",
    "Keziah",
    "Khadija",
    "Leontyne",
    "Lotte",
    "Magda",
    "Maeve",
    "Marisol",
    "Meera",
    "Mercy",
    "Nadia",
    "Naledi",
    "Niamh",
    "Odette",
    "Olwen",
    "Oyinkan",
    "Parveen",
    "Perpetua",
    "Philippa",
    "Precious",
    "Ramona",
    "Rosalind",
    "Rukhsana",
    "Saoirse",
    "Shanice",
    "Shirin",
    "Sunita",
    "Tamsin",
    "Temperance",
    "Thandiwe",
    "Ursula",
    "Valentina",
    "Winifred",
    "Yasmin",
    "Yetunde",
    "Zainab",
    "Zoë",
    "Zuzanna",
];

const MEN: &[&str] = &[
    "Abdul",
    "Adebayo",
    "Alasdair",
    "Ambrose",
    "Anthony",
    "Ashok",
    "Augustus",
    "Balwinder",
    "Barnaby",
    "Bartholomew",
    "Bilal",
    "Caspian",
    "Cedric",
    "Chukwudi",
    "Clarence",
    "Cormac",
    "Courtney",
    "Cuthbert",
    "Darius",
    "Delroy",
    "Desmond",
    "Dmitri",
    "Ebenezer",
    "Emeka",
    "Errol",
    "Euan",
    "Farouk",
    "Fitzroy",
    "Garfield",
    "Gethin",
    "Gideon",
    "Hamza",
    "Harbhajan",
    "Hector",
    "Horace",
    "Idris",
    "Imran",
    "Isambard",
    "Jacek",
    "Jermaine",
    "Joaquín",
    "Kamran",
    "Kelvin",
    "Kofi",
    "Kwabena",
    "Lennox",
    "Leroy",
    "Linus",
    "Łukasz",
    "Magnus",
    "Manjit",
    "Marlon",
    "Mateusz",
    "Mohammed",
    "Montgomery",
    "Nathaniel",
    "Obadiah",
    "Olumide",
    "Oskar",
    "Padraig",
    "Percival",
    "Quentin",
    "Rashid",
    "Reuben",
    "Rhodri",
    "Rupert",
    "Samir",
    "Seamus",
    "Sebastián",
    "Tariq",
    "Tendai",
    "Thaddeus",
    "Tobias",
    "Tyrone",
    "Umar",
    "Vikram",
    "Wendell",
    "Winston",
    "Yusuf",
    "Zbigniew",
];

const ANYBODY: &[&str] = &[
    "Alex", "Ariel", "Ash", "Charlie", "Ellis", "Indigo", "Kit", "Morgan", "Remy", "River", "Robin", "Rowan",
    "Sage", "Sky",
];

const FAMILY_FIRST: &[&str] = &[
    "Amber", "Bracken", "Bramble", "Candle", "Clover", "Copper", "Dapple", "Elder", "Feather", "Fennel",
    "Finch", "Flint", "Gorse", "Hazel", "Heron", "Juniper", "Kestrel", "Lantern", "Lark", "Linden", "Marrow",
    "Merry", "Mulberry", "Nettle", "Otter", "Pebble", "Pepper", "Plover", "Quill", "Raven", "Rowan",
    "Saffron", "Sedge", "Silver", "Sorrel", "Sparrow", "Tansy", "Teasel", "Thimble", "Thistle", "Umber",
    "Velvet", "Wicker", "Willow", "Winter", "Yarrow",
];

const FAMILY_LAST: &[&str] = &[
    "bank", "beck", "bourne", "brook", "burn", "by", "combe", "dale", "down", "feather", "field", "ford",
    "garth", "holt", "hythe", "lea", "mead", "mere", "ness", "ridge", "shaw", "stead", "thorpe", "wick",
    "wold", "worth",
];

/// Usual name in Latin letters beside the one on the papers, all made of plants, birds and stones.
const TWO_SCRIPTS: &[(&str, &str, &str, &str)] = &[
    ("Zaynab", "Rainfeather", "زينب", "ريشة المطر"),
    ("Wei", "Stonelark", "伟", "石雀"),
    ("Oksana", "Willowbrook", "Оксана", "Вербова-Струмок"),
    ("Davit", "Larkmere", "დავით", "ტოროლაძე"),
    ("Harpreet", "Kestrelhall", "ਹਰਪ੍ਰੀਤ", "ਬਾਜ਼ਘਰ"),
    ("Nasreen", "Moonbrook", "نسرین", "چاندندی"),
    ("Eleni", "Thymefield", "Ελένη", "Θυμαροχωράφη"),
    ("Yael", "Rowanstead", "יעל", "חורש־הגפן"),
    ("Sunil", "Marigoldwick", "सुनील", "गेंदापुर"),
    ("Rahima", "Reedmere", "রহিমা", "নলখাগড়া"),
    ("Thùy", "Bramblewold", "Thùy", "Đồng Mâm Xôi"),
    ("Amanuel", "Goldfinchley", "አማኑኤል", "ወርቅወፍ"),
];

/// Somebody's gender code and how others speak of them.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Gender {
    /// National code.
    pub(crate) code: &'static str,
    /// Registered at birth.
    pub(crate) at_birth: &'static str,
    /// they, them, their, was.
    pub(crate) words: [&'static str; 4],
    /// As the person gives them, when they do.
    pub(crate) pronouns: Option<&'static str>,
}

/// He.
pub(crate) const MAN: Gender =
    Gender { code: "1", at_birth: "1", words: ["he", "him", "his", "was"], pronouns: None };
/// She.
pub(crate) const WOMAN: Gender =
    Gender { code: "2", at_birth: "2", words: ["she", "her", "her", "was"], pronouns: None };
const TRANS_MAN: Gender = Gender { at_birth: "2", pronouns: Some("he/him"), ..MAN };
const TRANS_WOMAN: Gender = Gender { at_birth: "1", pronouns: Some("she/her"), ..WOMAN };
const NEITHER: Gender = Gender {
    code: "3",
    at_birth: "X",
    words: ["they", "them", "their", "were"],
    pronouns: Some("they/them"),
};

/// 58 of 100 men, as in London's teams (domain 9.1).
pub(crate) fn gender(dice: &mut Dice) -> Gender {
    dice.weighted(&[(575, MAN), (400, WOMAN), (7, TRANS_MAN), (8, TRANS_WOMAN), (10, NEITHER)])
}

/// A given name that fits.
pub(crate) fn given(dice: &mut Dice, gender: Gender) -> &'static str {
    match gender.code {
        "1" => dice.pick(MEN),
        "2" => dice.pick(WOMEN),
        _ => dice.pick(ANYBODY),
    }
}

/// A family name that nobody has.
pub(crate) fn family(dice: &mut Dice) -> String {
    let plain = |dice: &mut Dice| format!("{}{}", dice.pick(FAMILY_FIRST), dice.pick(FAMILY_LAST));
    match dice.between(0, 39) {
        0 => format!("O\u{2019}{}", plain(dice)),
        1 => format!("{}-{}", plain(dice), plain(dice)),
        2 => format!("Mc{}", plain(dice)),
        3 => format!("de la {}", plain(dice)),
        4 => format!("D'{}", plain(dice)),
        _ => plain(dice),
    }
}

/// The names of a person, the usual one first.
pub(crate) fn names(dice: &mut Dice, gender: Gender) -> Vec<PersonName> {
    let name = |usage, given: &str, family: &str| PersonName {
        usage,
        given: given.to_owned(),
        family: family.to_owned(),
    };
    if dice.chance(0.05) {
        let (given, family, native_given, native_family) = dice.pick(TWO_SCRIPTS);
        return vec![name(NameUse::Usual, given, family), name(NameUse::Legal, native_given, native_family)];
    }
    let family_name = family(dice);
    if dice.chance(0.01) {
        return vec![name(NameUse::Usual, "", &family_name)];
    }
    let first = given(dice, gender);
    let mut all = vec![name(NameUse::Usual, first, &family_name)];
    if gender.pronouns.is_some() && gender.code != "3" {
        all.push(name(NameUse::Former, dice.pick(ANYBODY), &family_name));
    } else if dice.chance(0.05) {
        all.push(name(NameUse::Former, first, &family(dice)));
    } else if dice.chance(0.04) {
        all.push(name(
            NameUse::Alias,
            dice.pick(&["Duke", "Sparky", "Queenie", "Prof", "Smiler", "Tiger", "Captain", "Duchess"]),
            &family_name,
        ));
    }
    all
}

const STREET_FIRST: &[&str] = &[
    "Acorn",
    "Bagpipe",
    "Biscuit",
    "Button",
    "Candlestick",
    "Clockmaker's",
    "Cobbler's",
    "Custard",
    "Dovetail",
    "Feathermaker's",
    "Gingerbread",
    "Hedgehog",
    "Inkwell",
    "Kettle",
    "Lantern",
    "Liquorice",
    "Marmalade",
    "Mitten",
    "Nutmeg",
    "Parasol",
    "Pickle",
    "Pocket",
    "Puddle",
    "Quince",
    "Ribbon",
    "Sixpenny",
    "Spindle",
    "Teacup",
    "Thimble",
    "Tinderbox",
    "Toffee",
    "Treacle",
    "Trumpet",
    "Umbrella",
    "Weathercock",
    "Whistle",
];
const STREET_LAST: &[&str] =
    &["Street", "Road", "Lane", "Row", "Close", "Walk", "Terrace", "Rise", "Gardens", "Yard"];
/// Supported houses and hostels of the invented city.
pub(crate) const HOUSES: &[&str] = &[
    "Kingfisher House",
    "The Lampworks",
    "Marmalade Court",
    "Old Bakery House",
    "Tinderbox Place",
    "Swallow Lodge",
];

/// House number and street.
pub(crate) fn street(dice: &mut Dice) -> String {
    let street = format!("{} {}", dice.pick(STREET_FIRST), dice.pick(STREET_LAST));
    match dice.between(0, 3) {
        0 => format!("Flat {}, {} {street}", dice.between(1, 24), dice.between(1, 90)),
        _ => format!("{} {street}", dice.between(1, 180)),
    }
}

/// A postcode of an area that the Royal Mail does not have.
pub(crate) fn postcode(dice: &mut Dice, district: usize) -> String {
    const LETTERS: &[char] =
        &['A', 'B', 'D', 'E', 'F', 'G', 'H', 'J', 'L', 'N', 'P', 'Q', 'R', 'S', 'T', 'U', 'W', 'X', 'Y', 'Z'];
    format!("BQ{district} {}{}{}", dice.between(1, 9), dice.pick(LETTERS), dice.pick(LETTERS))
}

/// A number from the range kept for drama.
pub(crate) fn phone(dice: &mut Dice) -> String {
    format!("07700 900{:03}", dice.between(0, 999))
}
