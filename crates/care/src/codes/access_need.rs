//! What a person or carer needs so that information reaches them (Accessible Information Standard, DAPB1605).
//!
//! Shown on the visit card and checked before a letter goes out. Interpreter and language are in
//! [`super::language`]. Adjustments of other kinds are free text in the record.

own! {
    /// A communication or information need.
    AccessNeed {
        /// British Sign Language interpreter.
        BslInterpreter = "British Sign Language interpreter",
        /// Deafblind manual interpreter.
        DeafblindInterpreter = "Deafblind manual interpreter",
        /// Lip-speaker or lip-reading.
        LipReading = "Lip-reads: face the person when speaking",
        /// Hearing loop or aid.
        HearingAid = "Uses a hearing aid or loop",
        /// Speech-to-text reporter.
        SpeechToText = "Speech-to-text reporter",
        /// Advocate.
        Advocate = "Advocate present",
        /// More time.
        MoreTime = "More time, one thing at a time",
        /// Easy read.
        EasyRead = "Easy read",
        /// Large print.
        LargePrint = "Large print",
        /// Braille.
        Braille = "Braille",
        /// Audio.
        Audio = "Audio",
        /// Does not read.
        ReadAloud = "Read letters aloud: does not read",
        /// E-mail.
        Email = "Send by email",
        /// Text message.
        TextMessage = "Send by text message",
        /// No telephone.
        NoPhone = "Do not telephone",
    }
}

impl AccessNeed {
    /// True when an ordinary printed letter does not reach the person: sending one needs an override.
    #[must_use]
    pub const fn stops_print(self) -> bool {
        matches!(self, Self::EasyRead | Self::LargePrint | Self::Braille | Self::Audio | Self::ReadAloud)
    }
}

#[cfg(test)]
mod tests {
    use super::AccessNeed;

    #[test]
    fn a_printed_letter_is_stopped_for_formats_only() {
        let stopped: Vec<&str> =
            AccessNeed::ALL.iter().filter(|need| need.stops_print()).map(|need| need.label()).collect();
        assert_eq!(
            stopped,
            ["Easy read", "Large print", "Braille", "Audio", "Read letters aloud: does not read"]
        );
    }
}
