//! A short list of diagnoses with our own labels: ICD-10 for returns, SNOMED CT for sharing.
//!
//! Not a terminology: a service loads its own licensed release. ICD-10 codes are stored without the dot, those of
//! three characters padded with X (F21X). Source: WHO ICD-10; SNOMED CT UK, short referenced list.

use super::{Code, CodeList};

/// ICD-10 codes that an outreach team meets, most used first within a chapter.
pub const ICD10: CodeList = CodeList {
    name: "diagnosis (ICD-10)",
    codes: &[
        Code::new("F200", "Paranoid schizophrenia"),
        Code::new("F201", "Hebephrenic schizophrenia"),
        Code::new("F202", "Catatonic schizophrenia"),
        Code::new("F203", "Undifferentiated schizophrenia"),
        Code::new("F204", "Depression after schizophrenia"),
        Code::new("F205", "Residual schizophrenia"),
        Code::new("F206", "Simple schizophrenia"),
        Code::new("F208", "Other schizophrenia"),
        Code::new("F209", "Schizophrenia, unspecified"),
        Code::new("F21X", "Schizotypal disorder"),
        Code::new("F220", "Delusional disorder"),
        Code::new("F230", "Acute polymorphic psychosis"),
        Code::new("F231", "Acute polymorphic psychosis with schizophrenia symptoms"),
        Code::new("F232", "Acute schizophrenia-like psychosis"),
        Code::new("F233", "Other acute psychosis, mainly delusional"),
        Code::new("F239", "Acute psychosis, unspecified"),
        Code::new("F24X", "Induced delusional disorder"),
        Code::new("F250", "Schizoaffective disorder, manic"),
        Code::new("F251", "Schizoaffective disorder, depressive"),
        Code::new("F252", "Schizoaffective disorder, mixed"),
        Code::new("F259", "Schizoaffective disorder, unspecified"),
        Code::new("F28X", "Other psychosis"),
        Code::new("F29X", "Psychosis, unspecified"),
        Code::new("F300", "Hypomania"),
        Code::new("F301", "Mania"),
        Code::new("F302", "Mania with psychosis"),
        Code::new("F310", "Bipolar disorder, hypomanic"),
        Code::new("F311", "Bipolar disorder, manic"),
        Code::new("F312", "Bipolar disorder, manic with psychosis"),
        Code::new("F313", "Bipolar disorder, mild or moderate depression"),
        Code::new("F314", "Bipolar disorder, severe depression"),
        Code::new("F315", "Bipolar disorder, severe depression with psychosis"),
        Code::new("F316", "Bipolar disorder, mixed"),
        Code::new("F317", "Bipolar disorder, in remission"),
        Code::new("F319", "Bipolar disorder, unspecified"),
        Code::new("F323", "Severe depression with psychosis"),
        Code::new("F329", "Depression, unspecified"),
        Code::new("F333", "Recurrent severe depression with psychosis"),
        Code::new("F339", "Recurrent depression, unspecified"),
        Code::new("F101", "Alcohol, harmful use"),
        Code::new("F102", "Alcohol dependence"),
        Code::new("F105", "Alcohol psychosis"),
        Code::new("F112", "Opioid dependence"),
        Code::new("F121", "Cannabis, harmful use"),
        Code::new("F122", "Cannabis dependence"),
        Code::new("F125", "Cannabis psychosis"),
        Code::new("F142", "Cocaine dependence"),
        Code::new("F155", "Stimulant psychosis"),
        Code::new("F191", "Several substances, harmful use"),
        Code::new("F192", "Several substances, dependence"),
        Code::new("F195", "Several substances, psychosis"),
        Code::new("F401", "Social phobia"),
        Code::new("F411", "Generalised anxiety"),
        Code::new("F429", "Obsessive-compulsive disorder"),
        Code::new("F431", "Post-traumatic stress disorder"),
        Code::new("F600", "Paranoid personality disorder"),
        Code::new("F601", "Schizoid personality disorder"),
        Code::new("F602", "Dissocial personality disorder"),
        Code::new("F603", "Emotionally unstable personality disorder"),
        Code::new("F700", "Mild learning disability"),
        Code::new("F840", "Autism"),
        Code::new("F845", "Asperger's syndrome"),
        Code::new("F900", "Attention deficit hyperactivity disorder"),
        Code::new("G210", "Neuroleptic malignant syndrome"),
        Code::new("G211", "Parkinsonism from a medicine"),
        Code::new("G240", "Dystonia from a medicine"),
        Code::new("D70X", "Neutropenia"),
        Code::new("I458", "Long QT"),
        Code::new("Z590", "Homelessness"),
    ],
};

/// SNOMED CT concepts, the numbers as published, the labels ours.
pub const SNOMED: CodeList = CodeList {
    name: "diagnosis (SNOMED CT)",
    codes: &[
        Code::new("58214004", "Schizophrenia"),
        Code::new("191526005", "Schizophrenic disorder"),
        Code::new("68890003", "Schizoaffective disorder"),
        Code::new("48500005", "Delusional disorder"),
        Code::new("69322001", "Psychotic disorder"),
        Code::new("13746004", "Bipolar disorder"),
        Code::new("35489007", "Depression"),
        Code::new("191736004", "Obsessive-compulsive disorder"),
        Code::new("47505003", "Post-traumatic stress disorder"),
        Code::new("197480006", "Anxiety disorder"),
        Code::new("20010003", "Borderline personality disorder"),
        Code::new("26665006", "Antisocial personality disorder"),
        Code::new("7200002", "Alcohol dependence"),
        Code::new("191816009", "Drug dependence"),
        Code::new("406506008", "Attention deficit hyperactivity disorder"),
        Code::new("408856003", "Autism"),
        Code::new("110359009", "Learning disability"),
    ],
};

/// The label of a code of either list.
#[must_use]
pub fn label(code: &str) -> Option<&'static str> {
    ICD10.label(code).or_else(|| SNOMED.label(code))
}

/// An ICD-10 code as it is stored, from how people write it: `F20.0` is `F200`, `F21` is `F21X`.
///
/// # Errors
/// One sentence when it has not the shape of an ICD-10 code.
pub fn normal_icd10(typed: &str) -> Result<String, String> {
    let bare: String =
        typed.chars().filter(|c| !c.is_whitespace() && *c != '.').flat_map(char::to_uppercase).collect();
    let padded = if bare.len() == 3 { format!("{bare}X") } else { bare };
    let mut bytes = padded.bytes();
    let fits = bytes.next().is_some_and(|b| b.is_ascii_uppercase())
        && bytes.next().is_some_and(|b| b.is_ascii_digit())
        && bytes.next().is_some_and(|b| b.is_ascii_digit())
        && bytes.all(|b| b.is_ascii_digit() || b == b'X');
    if fits && (4..=6).contains(&padded.len()) {
        return Ok(padded);
    }
    Err("Write the ICD-10 code like F20.0.".to_owned())
}

/// True when a SNOMED CT identifier has the right shape and check digit (Verhoeff), and names a concept.
/// Source: SNOMED International, SCTID data type.
#[must_use]
pub fn is_snomed_concept(code: &str) -> bool {
    let digits: Vec<u8> = code.bytes().rev().map(|b| b.wrapping_sub(b'0')).collect();
    let shaped = (6..=18).contains(&digits.len()) && digits.iter().all(|d| *d < 10) && !code.starts_with('0');
    let partition = code.len().checked_sub(3).and_then(|at| code.get(at..at + 2));
    shaped && matches!(partition, Some("00" | "10")) && verhoeff(&digits) == 0
}

/// The running check of the digits from the right: 0 when they fit. The dihedral group of order 10.
fn verhoeff(reversed: &[u8]) -> u8 {
    reversed.iter().enumerate().fold(0, |sum, (place, &digit)| multiply(sum, permute(digit, place % 8)))
}

/// Multiplication in the dihedral group: 0-4 turns, 5-9 reflections.
const fn multiply(a: u8, b: u8) -> u8 {
    match (a < 5, b < 5) {
        (true, true) => (a + b) % 5,
        (true, false) => (a + b - 5) % 5 + 5,
        (false, true) => (a - 5 + 5 - b) % 5 + 5,
        (false, false) => (a - 5 + 5 - (b - 5)) % 5,
    }
}

/// The place's permutation of a digit, applied as often as the place says.
fn permute(digit: u8, times: usize) -> u8 {
    const ONCE: [u8; 10] = [1, 5, 7, 6, 2, 8, 3, 0, 9, 4];
    (0..times).fold(digit, |d, _| ONCE.get(usize::from(d)).copied().unwrap_or(d))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_snomed_code_of_the_list_passes_its_check_digit() {
        for code in SNOMED.codes {
            assert!(is_snomed_concept(code.code), "{} {}", code.code, code.label);
        }
        for wrong in ["58214005", "58214014", "", "abc", "5821400", "0582140042", "é8214004"] {
            assert!(!is_snomed_concept(wrong), "{wrong}");
        }
        assert!(is_snomed_concept("1326341000000105"), "a concept with a UK namespace");
    }

    #[test]
    fn every_icd10_code_of_the_list_is_in_stored_form() {
        for code in ICD10.codes {
            assert_eq!(normal_icd10(code.code).as_deref(), Ok(code.code));
        }
        for (typed, stored) in [("F20.0", "F200"), ("f21", "F21X"), (" F25.1 ", "F251")] {
            assert_eq!(normal_icd10(typed).as_deref(), Ok(stored));
        }
        for wrong in ["", "20.0", "FF0", "schizophrenia", "F2"] {
            assert!(normal_icd10(wrong).is_err(), "{wrong}");
        }
    }
}
